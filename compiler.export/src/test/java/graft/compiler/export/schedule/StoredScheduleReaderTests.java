package graft.compiler.export.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Line;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Buffer.Storage;
import graft.compiler.api.schedule.Buffer.User;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Dependency.Kind;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredScheduleReaderTests {

  static final Path SCHEDULES = Path.of("..", "testdata", "schedules");

  private final StoredScheduleReader reader = new StoredScheduleReader();

  private StoredSchedule read(String name) {
    return reader.read(SCHEDULES.resolve(name + ".json.gz"));
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(SCHEDULES)) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
    }
  }

  @Nested
  class EveryStoredSchedule {

    @Test
    void isReadAsItsFileSays() throws IOException {
      for (Path file : files()) {
        assertThat(ScheduleTree.of(reader.read(file)))
            .as(file.toString())
            .isEqualTo(ScheduleTree.of(JsonTree.parse(JsonTree.unzipped(file))));
      }
    }

    @Test
    void hasLinesUnlessItsCompileDied() throws IOException {
      int died = 0;
      for (Path file : files()) {
        boolean hasLines = reader.read(file).lines().isPresent();
        assertThat(hasLines).as(file.toString())
            .isNotEqualTo(JsonTree.parse(JsonTree.unzipped(file)).containsKey("error"));
        died += hasLines ? 0 : 1;
      }
      assertThat(died).isEqualTo(30);
    }

    @Test
    void isTheSameWithItsFieldsTurnedRoundAndUnknownOnesAdded(@TempDir Path folder) throws IOException {
      Path turned = folder.resolve("turned.json");
      for (Path file : files().subList(0, 60)) {
        Files.write(turned, JsonTree.bytes(turned(JsonTree.parse(JsonTree.unzipped(file)))));
        assertThat(reader.read(turned)).as(file.toString()).isEqualTo(reader.read(file));
      }
    }

    /** The same with the fields of each object in reverse, and with one that the reader does not know. */
    private @Nullable Object turned(@Nullable Object tree) {
      return switch (tree) {
        case Map<?, ?> fields -> {
          Map<Object, @Nullable Object> turned = new LinkedHashMap<>();
          turned.put("new", Arrays.asList(1L, null, Map.of("name", true)));
          for (var field : List.copyOf(fields.entrySet()).reversed()) {
            // In these the names are data.
            boolean named = Set.of("buffers", "inputs", "allocated", "mutationRealName").contains(field.getKey());
            turned.put(field.getKey(), named ? eachTurned(field.getValue()) : turned(field.getValue()));
          }
          yield turned;
        }
        case List<?> elements -> {
          List<@Nullable Object> turned = new ArrayList<>();
          elements.forEach(element -> turned.add(turned(element)));
          yield turned;
        }
        case null, default -> tree;
      };
    }

    private @Nullable Object eachTurned(Object tree) {
      if (!(tree instanceof Map<?, ?> fields)) {
        return turned(tree);
      }
      Map<Object, @Nullable Object> turned = new LinkedHashMap<>();
      fields.forEach((name, value) -> turned.put(name, turned(value)));
      return turned;
    }
  }

  @Nested
  class Graph {

    @Test
    void hasSingleAndFusedNodes() {
      List<Node> nodes = read("defect_memory_plan_reuse.stock").schedule().nodes();

      assertThat(nodes).extracting(Node::name).containsExactly("op0", "op1_op3_op4_op5", "op2", "op6", "op7_op8", "op9",
          "op10", "op11_op13_op14_op15", "op12", "op16", "op17_op18", "op19", "op20");
      assertThat(nodes.get(3)).isEqualTo(new Node.Single("op6", List.of("buf6", "buf7"),
          List.of(star("buf3"), star("buf4"), star("buf5"), star("buf2")), List.of(star("buf6"), star("buf7")),
          List.of("buf3", "buf4", "buf5", "buf2"), List.of("buf6", "buf5", "buf4", "buf3"), "cuda:0", true, List.of(),
          new Operation("FallbackKernel", Optional.of(new Operator("graph::attention", "default")), false, false,
              true)));
      assertThat(nodes.get(1)).isInstanceOfSatisfying(Node.Fused.class, fused -> {
        assertThat(fused.reads()).containsExactly(memory("buf0"), memory("arg0_1"));
        assertThat(fused.lastUsage()).containsExactly("buf1", "buf0");
        assertThat(fused.parts()).extracting(Node::name).containsExactly("op1", "op3", "op4", "op5");
        assertThat(fused.parts().getFirst().operation())
            .isEqualTo(new Operation("ComputedBuffer", Optional.empty(), false, false, false));
      });
    }

    @Test
    void hasBuffersInputsAndMutations() {
      var schedule = read("defect_memory_plan_reuse.stock").schedule();

      assertThat(schedule.buffers().get("buf0")).isEqualTo(new Buffer("buf0", "ExternKernelOut", Layout.FIXED, "cuda:0",
          new Storage("float32", fixed(16, 128), fixed(128, 1), 8192, 8192, "2048"), true, List.of(), List.of(),
          List.of(new User("op1", false), new User("op3", false), new User("op4", false), new User("op5", false)),
          8192, 8192));
      assertThat(schedule.buffers().get("buf6")).isEqualTo(new Buffer("buf6", "FallbackKernel", Layout.NONE, "cuda:0",
          Storage.NONE, true, List.of(), List.of(), List.of(), 0, 0));
      assertThat(schedule.inputs().get("arg0_1")).isEqualTo(new Buffer("arg0_1", "TensorBox", Layout.FIXED, "cuda:0",
          new Storage("float32", fixed(128), fixed(1), 512, 512, "128"), true, List.of(), List.of(), List.of(), 0, 0));
      assertThat(schedule.outputs()).containsExactly("buf21");
      assertThat(schedule.mutationRealNames())
          .isEqualTo(Map.of("buf7", "buf2", "buf18", "buf13", "buf22", "arg6_1"));
    }

    @Test
    void keepsSymbolicSizesAsTheyArePrinted() {
      var schedule = read("dynamic_mlp_split.fixed").schedule();

      assertThat(schedule.nodes().getFirst().symbols()).containsExactly("s75", "s9");
      assertThat(schedule.buffers().values()).first().extracting(Buffer::storage).isEqualTo(new Storage("float32",
          List.of(new Dimension.Symbolic("s75"), new Dimension.Symbolic("s9")),
          List.of(new Dimension.Symbolic("s9"), new Dimension.Fixed(1)), 640, 640, "s75*s9"));
    }

    @Test
    void standsInTheOrderBeforeReordering(@TempDir Path folder) throws IOException {
      Path file = Files.writeString(folder.resolve("small.json"), SmallSchedule.JSON);

      assertThat(reader.read(file).schedule().nodes()).extracting(Node::name)
          .containsExactly("op0", "op1_op2", "op3");
    }

    @Test
    void holdsEachNameOnce() {
      var schedule = read("llama31_8b_shape_split.fixed").schedule();
      Map<String, String> instances = new HashMap<>();
      schedule.buffers().forEach((name, buffer) -> instances.put(name, buffer.name()));
      schedule.inputs().forEach((name, buffer) -> instances.put(name, buffer.name()));
      for (Node node : schedule.nodes()) {
        node.reads().forEach(read -> assertThat(read.buffer()).isSameAs(instances.get(read.buffer())));
        node.outputs().forEach(output -> assertThat(output).isSameAs(instances.get(output)));
      }
    }

    private static Dependency star(String buffer) {
      return new Dependency(Kind.STAR, buffer);
    }

    private static Dependency memory(String buffer) {
      return new Dependency(Kind.MEMORY, buffer);
    }

    private static List<Dimension> fixed(long... sizes) {
      return LongStream.of(sizes).<Dimension>mapToObj(Dimension.Fixed::new).toList();
    }
  }

  @Nested
  class Lines {

    @Test
    void areThoseBeforePlanningOfEachFunction() {
      List<FunctionLines> functions = read("defect_memory_plan_reuse.stock").lines().orElseThrow();

      assertThat(functions).extracting(FunctionLines::partition)
          .containsExactly("partition_0", "partition_1", "partition_2", null);
      assertThat(functions.getFirst().removedBuffers()).containsExactlyInAnyOrder("buf1", "buf17", "buf6");
      assertThat(functions.getFirst().lines()).startsWith(
          new Line.Other("LineContext"),
          new Line.Allocate("buf0", 0, "ExternKernelOut"),
          new Line.Other("CommentLine"),
          new Line.Extern("buf0", "extern_kernels.mm", List.of("arg7_1", "arg1_1"), false),
          new Line.Free("arg1_1")).endsWith(
              new Line.FreeIfNotReused("buf0", 1, false, true),
              new Line.Other("LineContext"),
              new Line.Allocate("buf2", 2, "ComputedBuffer"));
      assertThat(functions.getLast().lines()).startsWith(
          new Line.Other("EnterDeviceContextManagerLine"),
          new Line.PartitionArguments(0, List.of("arg7_1", "arg1_1", "arg0_1")),
          new Line.Delete(List.of("arg7_1", "arg1_1")),
          new Line.PartitionCall(0, List.of("buf3", "buf4", "buf5", "buf2", "arg0_1")),
          new Line.Delete(List.of("partition0_args")));
    }

    @Test
    void areMissingWhereTheCompileDied() {
      StoredSchedule stored = read("defect_should_partition_inplace.stock");

      assertThat(stored.name()).isEqualTo("defect_should_partition_inplace");
      assertThat(stored.torch()).isEqualTo("2.9.0+cu128");
      assertThat(stored.options()).isEqualTo(CompileOptions.DEFAULT.withSplit(List.of("graph::inplace_scale")));
      assertThat(stored.lines()).isEmpty();
      assertThat(stored.schedule().nodes()).hasSize(4).allSatisfy(node -> assertThat(node.lastUsage()).isEmpty());
    }

    @Test
    void keepWhatLinesOfSubgraphsSay(@TempDir Path folder) throws IOException {
      Path file = SmallSchedule.write(folder, """
          {"line": "null"}""", """
          {"graph": "body", "line": "enterSubgraph", "depth": [1, {"a": 2.5}], "none": null, "buffer": "buf0"},
          {"line": "exitSubgraph"}""");

      assertThat(reader.read(file).lines().orElseThrow().getFirst().lines()).contains(
          new Line.EnterSubgraph(Map.of("graph", "body", "depth", List.of(1, Map.of("a", 2.5)), "buffer", "buf0")),
          new Line.ExitSubgraph(Map.of()));
    }
  }

  @Test
  void readsZippedAndPlainFilesWhateverTheirNames(@TempDir Path folder) throws IOException {
    Path zipped = SCHEDULES.resolve("vit.fixed.json.gz");
    Path plain = Files.write(folder.resolve("plain.gz"), JsonTree.unzipped(zipped));
    Path named = Files.copy(zipped, folder.resolve("zipped.json"));

    assertThat(reader.read(plain)).isEqualTo(reader.read(zipped)).isEqualTo(reader.read(named));
  }

  @Test
  void readsOnManyThreadsAtOnce() throws Exception {
    StoredSchedule expected = read("llama_tiny_split.fixed");
    try (var threads = Executors.newFixedThreadPool(4)) {
      var read = threads.invokeAll(Collections.nCopies(100, () -> read("llama_tiny_split.fixed")));
      for (var stored : read) {
        assertThat(stored.get()).isEqualTo(expected);
      }
    }
  }
}
