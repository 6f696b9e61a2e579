package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoarseSearchTests {

  private static final int TURNS = 40;

  private static long[] find(List<ArenaBuffer> buffers, long wanted, boolean isTurned, int turns) {
    var search = new CoarseSearch(new Instance(Problems.lowest(buffers)), wanted, isTurned, 1);
    long[] best = Problems.tower(buffers);
    for (int turn = 0; turn < turns; turn++) {
      best = search.run(best, () -> Long.MAX_VALUE);
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void finds_known_packings(boolean isTurned) {
    for (int seed = 0; seed < 3; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(200, 20, 300, new Random(seed));
      long[] offsets = find(buffers, 300, isTurned, TURNS);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, offsets)).as("seed %d", seed).isEqualTo(300);
    }
  }

  @Test
  void goes_on_where_neither_helps() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 2, 2, 1), ArenaBuffer.of("right", 1, 3, 2, 1),
        ArenaBuffer.of("all", 0, 3, 1, 1));
    long[] offsets = find(buffers, 4, false, TURNS);

    assertThat(Problems.violation(buffers, offsets)).isEmpty();
    assertThat(Problems.height(buffers, offsets)).isEqualTo(5);
  }

  @Test
  void finds_the_same_for_the_same_seed() {
    List<ArenaBuffer> buffers = Problems.cut(100, 30, 1_000, new Random(1));

    assertThat(find(buffers, 1_000, true, 3)).isEqualTo(find(buffers, 1_000, true, 3));
  }
}
