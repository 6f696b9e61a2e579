package graft.compiler.export.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFilesTests {

  private static final Path MODELS = Path.of("..", "testdata", "models");

  private final TensorFiles files = new SafetensorsFiles();

  @TempDir
  private Path folder;

  @Nested
  class Reading {

    @Test
    void givesTensorsInTheOrderOfTheHeader() {
      SequencedMap<String, Tensor> tensors =
          files.read(MODELS.resolve("zoo/kv_cache_step.outputs.safetensors"), Arena.ofAuto());

      assertThat(tensors.keySet()).containsExactly("buffer_keys", "buffer_values", "output_0");
      assertThat(tensors.values()).extracting(Tensor::toString)
          .containsExactly("float32[32, 64]", "float32[32, 64]", "float32[1, 64]");
    }

    @Test
    void mapsTensorsReadOnly() {
      Tensor input = only(files.read(MODELS.resolve("zoo/mlp.inputs.safetensors"), Arena.ofAuto()));

      assertThat(input.data().isMapped()).isTrue();
      assertThat(input.data().isReadOnly()).isTrue();
      assertThat(input.data().byteSize()).isEqualTo(4 * 32 * 4);
    }

    @Test
    void ignoresMetadata() throws IOException {
      Path file = write("""
          {"__metadata__":{"format":"pt"},"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", new byte[]{1, 2});

      assertThat(files.read(file, Arena.ofAuto()).keySet()).containsExactly("x");
    }

    @Test
    void copiesOnlyWhatIsNotAligned() throws IOException {
      Path file = write("""
          {"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"I32","shape":[],"data_offsets":[1,5]}}""",
          new byte[]{1, 7, 0, 0, 0});

      SequencedMap<String, Tensor> tensors = files.read(file, Arena.ofAuto());

      assertThat(tensor(tensors, "x").data().isMapped()).isTrue();
      Tensor y = tensor(tensors, "y");
      assertThat(y.data().isMapped()).isFalse();
      assertThat(y.data().isReadOnly()).isTrue();
      assertThat(y.data().get(ValueLayout.JAVA_INT, 0)).isEqualTo(7);
    }

    @Test
    void tensorsLiveAsLongAsTheArena() {
      Tensor input;
      try (Arena arena = Arena.ofConfined()) {
        input = only(files.read(MODELS.resolve("zoo/mlp.inputs.safetensors"), arena));
      }

      assertThatThrownBy(() -> input.data().get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Nested
  class Writing {

    @ParameterizedTest
    @EnumSource(DataType.class)
    void everyTypeComesBack(DataType type) {
      var tensors = new LinkedHashMap<String, Tensor>();
      tensors.put("matrix", random(type, 5, 3));
      tensors.put("scalar", random(type));
      tensors.put("empty", random(type, 2, 0, 3));

      assertRoundTrip(tensors);
    }

    @Test
    void stridedTensorsAreWrittenContiguous() {
      Tensor tensor = random(DataType.FLOAT64, 4, 6);
      var tensors = new LinkedHashMap<String, Tensor>();
      tensors.put("transposed", Tensor.of(DataType.FLOAT64, new long[]{6, 4}, new long[]{1, 6}, tensor.data()));
      tensors.put("columns",
          Tensor.of(DataType.FLOAT64, new long[]{4, 2}, new long[]{6, 1}, tensor.data().asSlice(16)));
      tensors.put("expanded", Tensor.of(DataType.FLOAT64, new long[]{3, 6}, new long[]{0, 1}, tensor.data()));

      assertRoundTrip(tensors);
    }

    @Test
    void wideElementsAreAlignedWhateverTheOrder() {
      var tensors = new LinkedHashMap<String, Tensor>();
      tensors.put("flag", random(DataType.BOOL, 1));
      tensors.put("half", random(DataType.FLOAT16, 3));
      tensors.put("double", random(DataType.FLOAT64, 1));
      Path file = folder.resolve("wide.safetensors");

      files.write(file, tensors);

      assertThat(files.read(file, Arena.ofAuto()).values()).allMatch(tensor -> tensor.data().isMapped());
      assertRoundTrip(tensors);
    }

    @Test
    void namesMayBeAnyText() {
      assertRoundTrip(new LinkedHashMap<>(Map.of("layer \"ü\"\n\u0001𝄞", random(DataType.INT16, 2))));
    }

    @Test
    void anEmptyFileHoldsNothing() {
      assertRoundTrip(new LinkedHashMap<>());
    }

    @Test
    void whoeverMappedTheOldFileKeepsIt() {
      Path file = folder.resolve("replaced.safetensors");
      Tensor old = random(DataType.FLOAT32, 1000);
      files.write(file, new LinkedHashMap<>(Map.of("x", old)));
      Tensor mapped = only(files.read(file, Arena.ofAuto()));

      files.write(file, new LinkedHashMap<>(Map.of("x", random(DataType.FLOAT32, 2))));

      assertThat(TensorComparison.of(old, mapped).agrees()).isTrue();
      assertThat(only(files.read(file, Arena.ofAuto())).shape()).containsExactly(2);
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
      Path target = folder.resolve("full");
      Files.createDirectories(target.resolve("folder"));
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(Map.of("x", random(DataType.FLOAT32, 2)));

      assertThatThrownBy(() -> files.write(target, tensors)).isInstanceOf(UncheckedIOException.class)
          .hasMessage(target + ": cannot be written: Is a directory");
      assertThatThrownBy(() -> files.write(folder.resolve("nowhere/x.safetensors"), tensors))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(folder.resolve("nowhere/x.safetensors") + ": cannot be written: there is no folder "
              + folder.resolve("nowhere"));
      try (Stream<Path> left = Files.walk(folder).filter(Files::isRegularFile)) {
        assertThat(left).isEmpty();
      }
    }

    private void assertRoundTrip(SequencedMap<String, Tensor> tensors) {
      Path file = folder.resolve("trip.safetensors");

      files.write(file, tensors);
      SequencedMap<String, Tensor> read = files.read(file, Arena.ofAuto());

      assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
      tensors.forEach((name, tensor) -> {
        Tensor copy = tensor(read, name);
        assertThat(copy.type()).isEqualTo(tensor.type());
        assertThat(copy.shape()).isEqualTo(tensor.shape());
        assertThat(copy.data().mismatch(tensor.copy(Arena.ofAuto()).data())).isEqualTo(-1);
      });
    }
  }

  static Stream<Path> stored() throws IOException {
    try (Stream<Path> found = Files.walk(MODELS)) {
      return found.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("stored")
  void storedFilesComeBackByteForByte(Path stored) {
    SequencedMap<String, Tensor> tensors = files.read(stored, Arena.ofAuto());
    Path copy = folder.resolve("copy.safetensors");

    files.write(copy, tensors);

    SequencedMap<String, Tensor> read = files.read(copy, Arena.ofAuto());
    assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, tensor) -> assertThat(tensor(read, name).data().mismatch(tensor.data())).isEqualTo(-1));
  }

  private Path write(String header, byte[] data) throws IOException {
    return SafetensorsBytes.write(folder.resolve("made.safetensors"), header, data);
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    assertThat(tensor).as(name).isNotNull();
    return Objects.requireNonNull(tensor);
  }

  private static Tensor only(SequencedMap<String, Tensor> tensors) {
    assertThat(tensors).hasSize(1);
    return tensors.firstEntry().getValue();
  }

  private static Tensor random(DataType type, long... shape) {
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), type, shape);
    var bytes = new byte[(int) tensor.data().byteSize()];
    new Random(type.bytes()).nextBytes(bytes);
    tensor.data().copyFrom(MemorySegment.ofArray(bytes));
    return tensor;
  }
}
