package graft.compiler.export.pt2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of archives: each is read, or refused in one clear line, whatever it was. */
class Pt2MutationTests {

  private static final int MUTATIONS = 1000;
  private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|-?[0-9.]+|true|false|null|\\{\\}|\\[\\]");

  private final long seed = Long.getLong("graft.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @TempDir
  private Path folder;

  @BeforeEach
  void printSeed() {
    System.out.println("random mutations: -Dgraft.seed=" + seed);
  }

  @Test
  void ofBytesAreReadOrRefused() throws IOException {
    byte[] zip = Files.readAllBytes(Path.of("..", "testdata", "models", "zoo", "mlp.pt2"));
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = zip.clone();
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        // The directory at the end is where a change matters most.
        int at = random.nextBoolean() ? random.nextInt(zip.length) : zip.length - 1 - random.nextInt(1600);
        mutated[at] = (byte) random.nextInt(256);
      }
      refused += refused(mutated, "byte mutation " + i);
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(MUTATIONS / 2);
  }

  @Test
  void ofJsonValuesAreReadOrRefused() throws IOException {
    EditableArchive archive = EditableArchive.of("zoo/mlp.pt2");
    int refused = 0;
    for (String part : List.of("models/model.json", "data/weights/model_weights_config.json")) {
      byte[] original = archive.bytes(part);
      String text = new String(original, StandardCharsets.UTF_8);
      List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
      for (int i = 0; i < MUTATIONS / 2; i++) {
        MatchResult replaced = tokens.get(random.nextInt(tokens.size()));
        String other = switch (random.nextInt(4)) {
          case 0 -> Long.toString(random.nextLong());
          case 1 -> Integer.toString(random.nextInt(-3, 40));
          default -> tokens.get(random.nextInt(tokens.size())).group();
        };
        String mutated = text.substring(0, replaced.start()) + other + text.substring(replaced.end());
        archive.put(part, mutated.getBytes(StandardCharsets.UTF_8));
        refused += refused(ZipWriter.stored(archive.entries()), part + " mutation " + i);
      }
      archive.put(part, original);
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(MUTATIONS / 4);
  }

  private int refused(byte[] archive, String what) throws IOException {
    Path file = Files.write(folder.resolve("mutated.pt2"), archive);
    Throwable thrown = catchThrowable(() -> new Pt2ModelReader().read(file));
    if (thrown == null) {
      return 0;
    }
    assertThat(thrown).as("%s, -Dgraft.seed=%d", what, seed).isInstanceOf(InvalidFileException.class);
    assertThat(thrown.getMessage()).as("%s, -Dgraft.seed=%d", what, seed).doesNotContain("\n").hasSizeLessThan(500);
    return 1;
  }
}
