package graft.compiler.console.model;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Reordering;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Models that return their inputs, {@code input_N} as {@code output_N}; those called broken do not compile, those called counter
 * count their runs. A file of tensors holds one byte each, in lines of name and value.
 */
final class FakeModels {

  final List<CompileOptions> compiled = new ArrayList<>();
  final TensorFiles tensors = new TextTensorFiles();
  int closed;

  ExportedModel read(Path file) {
    if (!Files.exists(file)) {
      throw new InvalidFileException(file, "", "does not exist");
    }
    String name = file.getFileName().toString().replaceFirst("\\.pt2$", "");
    return new ExportedModel(name, "2.9.0", new Graph(List.of(), List.of(), List.of(), new LinkedHashMap<>()),
        List.of(),
        List.of(), new LinkedHashMap<>(), new LinkedHashMap<>(), List.of());
  }

  CompiledModel compile(ExportedModel model, CompileOptions options) {
    if (model.name().startsWith("broken")) {
      throw new CompileException("unknown-operators", "unknown operators: a::b");
    }
    compiled.add(options);
    return new Identity(model.name(), options);
  }

  /** Text in place of safetensors. */
  private static final class TextTensorFiles implements TensorFiles {

    @Override
    public SequencedMap<String, Tensor> read(Path file, Arena arena) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      try {
        for (String line : Files.readAllLines(file)) {
          int blank = line.indexOf(' ');
          Tensor tensor = Tensor.allocate(arena, DataType.UINT8, 1);
          tensor.data().set(ValueLayout.JAVA_BYTE, 0, Byte.parseByte(line.substring(blank + 1)));
          tensors.put(line.substring(0, blank), tensor);
        }
        return tensors;
      } catch (IOException e) {
        throw new InvalidFileException(file, "", "cannot be read");
      }
    }

    @Override
    public void write(Path file, SequencedMap<String, Tensor> tensors) {
      var lines = new StringBuilder();
      tensors.forEach((name, tensor) -> lines.append(name).append(' ')
          .append(tensor.data().get(ValueLayout.JAVA_BYTE, 0)).append('\n'));
      try {
        Files.writeString(file, lines);
      } catch (IOException e) {
        throw new UncheckedIOException(file + ": cannot be written", e);
      }
    }
  }

  private final class Identity implements CompiledModel {

    private final String name;
    private final CompileOptions options;
    private int runs;

    Identity(String name, CompileOptions options) {
      this.name = name;
      this.options = options;
    }

    @Override
    public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs) {
      runs++;
      SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
      inputs.forEach((input, tensor) -> outputs.put(input.replace("input", "output"), tensor));
      if (name.startsWith("counter")) {
        Tensor count = Tensor.allocate(Arena.ofAuto(), DataType.UINT8, 1);
        count.data().set(ValueLayout.JAVA_BYTE, 0, (byte) runs);
        outputs.put("buffer_count", count);
      }
      return outputs;
    }

    @Override
    public Session session() {
      var fresh = new Identity(name, options);
      return new Session() {

        @Override
        public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs) {
          return fresh.run(inputs);
        }

        @Override
        public SequencedMap<String, Tensor> buffers() {
          return new LinkedHashMap<>();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public List<Generation> history() {
      return List.of();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Recipe recipe() {
      return new Recipe("2.9.0",
          List.of(new Recipe.Step("backend", "Loops", "jvm", "1.0.0", "0123456789abcdef", 0, "", new TreeMap<>())),
          options);
    }

    @Override
    public Plan plan() {
      var signature =
          new Signature(List.of("arg0", "arg1"), List.of("buf0"), Set.of("arg1"), false, List.of(), List.of());
      List<Line> lines = List.of(new Line.Allocate("buf0", 0, "ComputedBuffer"),
          new Line.KernelCall("kernel_0", List.of("arg0", "arg1", "buf0")), new Line.Free("arg1"));
      return new Plan(recipe(), new Reordering(List.of(), List.of()),
          List.of(new Partition(List.of(node()), signature)),
          List.of(new FunctionPlan("partition_0", OptionalLong.of(1), lines),
              new FunctionPlan(null, OptionalLong.of(1), List.of(
                  new Line.PartitionArguments(0, List.of("arg0", "arg1")),
                  new Line.PartitionCall(0, List.of("buf0"))))),
          List.of(), new Plan.StageNanos(0, 0, 0));
    }

    private static Node node() {
      return new Node.Single(
          "op0", List.of("buf0"), List.of(), List.of(), List.of(), List.of(), "cpu", true, List.of(),
          new Node.Operation(Node.Operation.COMPUTED_BUFFER, Optional.empty(), true, false, false));
    }

    @Override
    public Map<String, Body> bodies() {
      var rows = new LoopNest(
          List.of(Index.of(4)), Optional.of(new Reduction(Reduction.Kind.SUM, List.of(Index.of(3)))),
          new Expression.Load("arg0", Index.axis(0), DataType.FLOAT32), "buf0", Index.axis(0));
      return Map.of("op0", new FusedLoops(1, List.of(rows, rows), Set.of()));
    }

    @Override
    public Facts facts() {
      return new Facts(1, 2, 12_000_000, 4096, 4032, ArenaLayout.Proof.LIVE);
    }

    @Override
    public Optional<String> staleness() {
      return Optional.empty();
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
