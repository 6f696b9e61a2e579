package graft.compiler.export.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsBadInputTests {

  private static final int MUTATIONS = 1000;
  private static final Path STORED = Path.of("..", "testdata", "models", "zoo", "kv_cache_step.outputs.safetensors");

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}     | header: x: its 4 bytes do not fit its type and shape
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}    | header: x: its 16 bytes do not fit
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,24]}}    | header: x.data_offsets: expected a begin and an end, at most 16
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}     | header: x.data_offsets: expected a begin and an end
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}       | header: x.data_offsets: expected a begin and an end
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}    | header: x.data_offsets[0]: expected at least 0, found -8
      {"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}    | header: x.shape[0]: expected at least 0, found -2
      {"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}   | header: x.shape[0]: expected an integer, found 2.5
      {"x":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}       | header: x.shape: expected an array, found 2
      {"x":{"dtype":"F32","data_offsets":[0,8]}}                 | header: x: field `shape` is missing
      {"x":{"dtype":"C64","shape":[2],"data_offsets":[0,16]}}    | header: x.dtype: element type `C64` is not supported
      {"x":{"dtype":4,"shape":[2],"data_offsets":[0,16]}}        | header: x.dtype: expected a string, found 4
      {"x":[1]}                                                  | header: x: expected an object, found an array
      {"x":null}                                                 | header: x: expected an object, found null
      [1]                                                        | header: expected an object, found an array
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}     | header: the tensors take 8 bytes, the file holds 16
      {"x":{"dtype":"I64","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,16]}} | header: x: its 16 bytes do not fit
      {"x":{"dtype":"I64","shape":[99999999999999999999],"data_offsets":[0,16]}} | header: line 1, column
      {"x":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}     | header: line 1, column
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | header: y: overlaps the tensor before it: begins at 4, expected 8
      {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}} | header: y: leaves a gap after the tensor before it
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}} | the name `x` occurs twice
      """)
  void headersThatContradictThemselvesAreRefused(String header, String problem) throws IOException {
    Path file = SafetensorsBytes.write(folder.resolve("bad.safetensors"), header, new byte[16]);

    assertRefused(file, problem);
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    Path file = SafetensorsBytes.write(folder.resolve("deep.safetensors"), "[".repeat(100_000), new byte[0]);

    assertRefused(file, "header: line 1, column");
  }

  @Test
  void headersBeyondTheFileAreRefused() throws IOException {
    byte[] header = "{}".getBytes(StandardCharsets.UTF_8);

    for (long length : new long[]{3, 1L << 40, Long.MAX_VALUE, -1}) {
      assertRefused(SafetensorsBytes.write(folder.resolve("long.safetensors"), length, header, new byte[0]),
          "its header has " + Long.toUnsignedString(length) + " bytes, expected at most 2");
    }
  }

  @Test
  void whatIsNoFileIsRefused() throws IOException {
    assertRefused(folder.resolve("missing.safetensors"), "does not exist");
    assertRefused(folder, "is a folder, expected a file");
    assertRefused(Files.createFile(folder.resolve("empty.safetensors")), "it has only 0 bytes");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] stored = Files.readAllBytes(STORED);
    Path file = folder.resolve("truncated.safetensors");
    for (int length = 0; length < stored.length; length += length < 300 ? 1 : 97) {
      Files.write(file, Arrays.copyOf(stored, length));

      assertRefused(file, "");
    }
  }

  @Test
  void randomMutationsAreReadOrRefused() throws IOException {
    long seed = Long.getLong("graft.seed", System.nanoTime());
    System.out.println("random mutations: -Dgraft.seed=" + seed);
    var random = new Random(seed);
    byte[] stored = Files.readAllBytes(STORED);
    Path file = folder.resolve("mutated.safetensors");
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = stored.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        mutated[random.nextInt(232)] = (byte) random.nextInt(256);
      }
      Files.write(file, mutated);

      Throwable thrown = catchThrowable(() -> new SafetensorsFiles().read(file, Arena.ofAuto()));

      if (thrown != null) {
        assertThat(thrown).as("seed %d, mutation %d", seed, i).isInstanceOf(InvalidFileException.class);
        assertThat(thrown.getMessage()).as("seed %d, mutation %d", seed, i).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(MUTATIONS / 2);
  }

  private static void assertRefused(Path file, String problem) {
    assertThatThrownBy(() -> new SafetensorsFiles().read(file, Arena.ofAuto())).isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith(file + ": ").hasMessageContaining(problem).message().doesNotContain("\n");
  }
}
