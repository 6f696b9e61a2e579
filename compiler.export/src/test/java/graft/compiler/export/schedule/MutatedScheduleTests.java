package graft.compiler.export.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored files that were changed at random are read or refused in one line, whatever the change, and never in any other way. */
class MutatedScheduleTests {

  private static final int MUTATIONS = 1000;
  private static final int LARGEST = 20_000;

  private final StoredScheduleReader reader = new StoredScheduleReader();

  @Test
  void readsOrRefusesWhatWasChangedAtRandom(@TempDir Path folder) throws IOException {
    long seed = Long.getLong("graft.seed", System.nanoTime());
    System.out.println("random mutations: -Dgraft.seed=" + seed);
    List<Path> files =
        StoredScheduleReaderTests.files().stream().filter(file -> file.toFile().length() < LARGEST).toList();
    Path changed = folder.resolve("changed.json");
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      var random = new Random(seed + i);
      Path file = files.get(random.nextInt(files.size()));
      Files.write(changed, changed(file, random));
      refused +=
          assertTimeout(Duration.ofSeconds(10), () -> isRefused(changed), file + " changed by seed " + (seed + i)) ? 1
              : 0;
    }
    assertThat(refused).as("refused of %d", MUTATIONS).isBetween(MUTATIONS / 4, MUTATIONS - 1);
  }

  private static byte[] changed(Path file, Random random) throws IOException {
    var mutation = new JsonMutation(random);
    return switch (random.nextInt(10)) {
      case 0 -> mutation.ofBytes(Files.readAllBytes(file));
      case 1, 2, 3 -> mutation.ofBytes(JsonTree.unzipped(file));
      default -> {
        var tree = JsonTree.parse(JsonTree.unzipped(file));
        mutation.ofTree(tree);
        yield JsonTree.bytes(tree);
      }
    };
  }

  private boolean isRefused(Path file) {
    try {
      assertThat(reader.read(file).schedule()).isNotNull();
      return false;
    } catch (InvalidFileException e) {
      assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContainingAny("\n", "\r");
      return true;
    }
  }
}
