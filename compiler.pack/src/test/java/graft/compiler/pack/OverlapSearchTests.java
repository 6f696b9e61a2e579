package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapSearchTests {

  private static final int CHANGES = 100_000;

  private static long[] better(List<ArenaBuffer> buffers, long[] known, int changes) {
    return better(buffers, known, changes, () -> Long.MAX_VALUE);
  }

  private static long[] better(List<ArenaBuffer> buffers, long[] known, int changes, LongSupplier left) {
    var instance = new Instance(Problems.lowest(buffers));
    return new OverlapSearch(instance, LiveBound.of(instance, new Moments(instance)), 1)
        .run(changes, known, left);
  }

  private static long[] better(List<ArenaBuffer> buffers, int changes) {
    return better(buffers, Problems.tower(buffers), changes);
  }

  @Test
  void puts_two_where_one_was_too_high() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 2, 4, 1), ArenaBuffer.of("right", 1, 3, 4, 1),
        ArenaBuffer.of("late", 2, 4, 4, 1));

    assertThat(Problems.height(buffers, better(buffers, CHANGES))).isEqualTo(8);
  }

  @Test
  void fills_what_is_left_of_a_step() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("floor", 0, 2, 3, 1), ArenaBuffer.of("roof", 0, 2, 1, 1),
        ArenaBuffer.of("early", 0, 1, 6, 1), ArenaBuffer.of("late 1", 1, 2, 4, 1),
        ArenaBuffer.of("late 2", 1, 2, 2, 1));

    assertThat(Problems.height(buffers, better(buffers, CHANGES))).isEqualTo(10);
  }

  @Test
  void tells_where_it_does_not_help() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 2, 2, 1), ArenaBuffer.of("right", 1, 3, 2, 1));
    var search = new OverlapSearch(new Instance(Problems.lowest(buffers)), 3, 1);
    search.run(CHANGES, Problems.tower(buffers), () -> Long.MAX_VALUE);

    assertThat(search.isStuck()).isTrue();

    search.retry();

    assertThat(search.isStuck()).isFalse();
  }

  @Test
  void leaves_alone_what_it_cannot_move() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("one", 0, 1, 3, 1), ArenaBuffer.of("other", 0, 1, 3, 1),
        ArenaBuffer.of("later", 1, 2, 3, 1));

    assertThat(better(buffers, CHANGES)).containsExactly(Problems.tower(buffers));
    assertThat(better(List.of(), CHANGES)).isEmpty();
  }

  @Test
  void keeps_to_the_alignment_that_all_share() {
    List<ArenaBuffer> buffers = Problems.cut(60, 20, 200, new Random(1)).stream()
        .map(buffer -> ArenaBuffer.of(buffer.id(), buffer.start(), buffer.end(), buffer.size() * 64 - 3, 64)).toList();
    long[] offsets = better(buffers, CHANGES);

    assertThat(Problems.violation(buffers, offsets)).isEmpty();
    assertThat(Problems.height(buffers, offsets)).isLessThan(Problems.height(buffers, Problems.tower(buffers)));
  }

  @Test
  void comes_nearer_to_a_known_packing() {
    for (int seed = 0; seed < 3; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(300, 50, 1_000, new Random(seed));
      var instance = new Instance(Problems.lowest(buffers));
      long[] start = new Sweep(instance, true).layOut();
      long tooHigh = Problems.height(buffers, start) - 1_000;
      long[] offsets = better(buffers, start, 1_000_000);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, offsets) - 1_000).as("seed %d, %d too high", seed, tooHigh)
          .isLessThan(tooHigh * 2 / 3);
    }
  }

  @Test
  void ends_when_no_time_is_left() {
    List<ArenaBuffer> buffers = Problems.cut(300, 50, 1_000, new Random(1));
    long[] start = new Sweep(new Instance(Problems.lowest(buffers)), true).layOut();
    var left = new AtomicLong(1_000);
    long[] offsets = better(buffers, start, Integer.MAX_VALUE, left::decrementAndGet);

    assertThat(left.get()).isBetween(-10L, 0L);
    assertThat(Problems.violation(buffers, offsets)).isEmpty();
  }

  @Test
  void finds_the_same_for_the_same_seed() {
    List<ArenaBuffer> buffers = Problems.cut(100, 30, 1_000, new Random(1));

    assertThat(better(buffers, CHANGES)).isEqualTo(better(buffers, CHANGES));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void lays_out_whatever_has_no_gaps(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      List<ArenaBuffer> buffers = Problems.whole(1 + random.nextInt(60), random);
      long[] offsets = better(buffers, CHANGES);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, offsets)).as("seed %d", seed)
          .isLessThanOrEqualTo(Problems.height(buffers, Problems.tower(buffers)));
    }
  }
}
