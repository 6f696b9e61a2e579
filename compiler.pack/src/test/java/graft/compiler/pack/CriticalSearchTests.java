package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CriticalSearchTests {

  private static final int TRIES = 2_000;

  private static long[] lower(List<ArenaBuffer> buffers, long[] offsets, int tries) {
    var instance = new Instance(Problems.lowest(buffers));
    int[] live = IntStream.range(0, instance.count).filter(b -> !instance.isIdle(b)).toArray();
    return new CriticalSearch(instance, new Alike(instance, live), new SplittableRandom(1))
        .lower(offsets, tries, () -> false);
  }

  @Test
  void puts_in_last_what_overlaps() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("floor", 0, 2, 10, 1), ArenaBuffer.of("within", 0, 1, 3, 1),
        ArenaBuffer.of("above", 1, 2, 4, 1));
    long[] offsets = {0, 1, 10};

    assertThat(Problems.height(buffers, lower(buffers, offsets, 0))).isEqualTo(14);
  }

  @Test
  void stacks_in_the_order_that_it_is_given() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("one", 0, 2, 4, 1), ArenaBuffer.of("other", 1, 3, 5, 1),
        ArenaBuffer.of("third", 2, 4, 6, 1));

    assertThat(lower(buffers, new long[]{20, 10, 0}, 0)).containsExactly(11, 6, 0);
  }

  @Test
  void lets_a_tower_down() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("early", 0, 2, 4, 1), ArenaBuffer.of("bridge", 1, 3, 4, 1),
        ArenaBuffer.of("late", 2, 4, 4, 1));

    assertThat(Problems.height(buffers, lower(buffers, new long[]{0, 4, 8}, 0))).isEqualTo(12);
    assertThat(Problems.height(buffers, lower(buffers, new long[]{0, 4, 8}, TRIES))).isEqualTo(8);
  }

  @Test
  void knows_what_is_alike() {
    var instance = new Instance(Problems.lowest(List.of(ArenaBuffer.of("one", 0, 4, 10, 1),
        ArenaBuffer.of("much like it", 0, 4, 11, 1), ArenaBuffer.of("less", 0, 3, 20, 1),
        ArenaBuffer.of("at another time", 4, 8, 10, 1))));

    assertThat(new Alike(instance, new int[]{0, 1, 2, 3}).of(0)).containsExactly(1, 2);
    assertThat(new Alike(instance, new int[]{0, 1, 2, 3}).of(3)).isEmpty();
  }

  @Test
  void finds_the_same_for_the_same_seed() {
    List<ArenaBuffer> buffers = Problems.cut(100, 30, 1_000, new Random(1));

    assertThat(lower(buffers, new long[100], TRIES)).isEqualTo(lower(buffers, new long[100], TRIES));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void lowers_whatever_has_no_gaps(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      List<ArenaBuffer> buffers = Problems.whole(1 + random.nextInt(60), random);
      long[] offsets = random.longs(buffers.size(), 0, 40).toArray();
      long[] before = lower(buffers, offsets, 0);
      long[] after = lower(buffers, offsets, TRIES);

      assertThat(Problems.violation(buffers, before)).as("seed %d", seed).isEmpty();
      assertThat(Problems.violation(buffers, after)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, after)).as("seed %d", seed)
          .isLessThanOrEqualTo(Problems.height(buffers, before));
    }
  }
}
