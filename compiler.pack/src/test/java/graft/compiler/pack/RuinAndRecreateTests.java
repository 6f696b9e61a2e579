package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuinAndRecreateTests {

  private static long[] better(List<ArenaBuffer> buffers, long[] offsets) {
    var instance = new Instance(Problems.lowest(buffers));
    var moments = new Moments(instance);
    return new RuinAndRecreate(instance, neighbours(instance, moments),
        LiveBound.of(instance, moments), 0, 1).anneal(offsets, () -> false);
  }

  private static Neighbours neighbours(Instance instance, Moments moments) {
    return Objects.requireNonNull(Neighbours.of(instance, moments, Long.MAX_VALUE));
  }

  /** In the order of their numbers, which is no good one. */
  private static long[] greedy(List<ArenaBuffer> buffers) {
    var instance = new Instance(Problems.lowest(buffers));
    return new Greedy(instance, neighbours(instance, new Moments(instance)))
        .layOut(IntStream.range(0, instance.count).toArray());
  }

  @Test
  void puts_two_where_one_was_too_high() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 2, 4, 1), ArenaBuffer.of("right", 1, 3, 4, 1),
        ArenaBuffer.of("late", 2, 4, 4, 1));

    assertThat(Problems.height(buffers, better(buffers, new long[]{0, 4, 8}))).isEqualTo(8);
  }

  @Test
  void betters_nothing() {
    assertThat(better(List.of(), new long[0])).isEmpty();
  }

  @Test
  void leaves_alone_what_cannot_be_lower() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("one", 0, 1, 3, 1), ArenaBuffer.of("other", 0, 1, 3, 1));

    assertThat(better(buffers, new long[]{3, 0})).containsExactly(3, 0);
  }

  @Test
  void comes_nearer_to_a_known_packing() {
    for (int seed = 0; seed < 3; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(300, 60, 1 << 20, new Random(seed));
      long[] start = greedy(buffers);
      long[] offsets = better(buffers, start);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      long tooHigh = Problems.height(buffers, start) - (1 << 20);
      assertThat(Problems.height(buffers, offsets) - (1 << 20)).as("seed %d, %d too high", seed, tooHigh)
          .isLessThan(tooHigh * 2 / 3);
    }
  }

  @Test
  void finds_the_same_for_the_same_seed() {
    List<ArenaBuffer> buffers = Problems.cut(100, 30, 1_000, new Random(1));

    assertThat(better(buffers, greedy(buffers))).isEqualTo(better(buffers, greedy(buffers)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void lays_out_whatever_has_no_gaps(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      List<ArenaBuffer> buffers = Problems.whole(1 + random.nextInt(60), random);
      long[] start = greedy(buffers);
      long[] offsets = better(buffers, start);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, offsets)).as("seed %d", seed)
          .isLessThanOrEqualTo(Problems.height(buffers, start));
    }
  }
}
