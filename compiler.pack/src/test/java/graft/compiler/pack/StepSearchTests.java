package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepSearchTests {

  private static final int LAYOUTS = 2_000;

  private static long[] find(List<ArenaBuffer> buffers, long[] known, boolean isTurned, LongSupplier left) {
    var instance = new Instance(Problems.lowest(buffers));
    return new StepSearch(instance, LiveBound.of(instance, new Moments(instance)), isTurned, 1)
        .run(LAYOUTS, known, left);
  }

  private static long[] find(List<ArenaBuffer> buffers, boolean isTurned) {
    return find(buffers, Problems.tower(buffers), isTurned, () -> Long.MAX_VALUE);
  }

  @Test
  void puts_two_where_one_was_too_high() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 2, 4, 1), ArenaBuffer.of("right", 1, 3, 4, 1),
        ArenaBuffer.of("late", 2, 4, 4, 1));

    assertThat(Problems.height(buffers, find(buffers, false))).isEqualTo(8);
    assertThat(Problems.height(buffers, find(buffers, true))).isEqualTo(8);
  }

  /** A rectangle, the largest part of which is cut until there are so many: none is large. */
  private static List<ArenaBuffer> cut(int count, int steps, int bytes, Random random) {
    List<int[]> parts = new ArrayList<>();
    parts.add(new int[]{0, steps, bytes});
    while (parts.size() < count) {
      int[] part = Collections.max(parts, Comparator.comparingInt(own -> (own[1] - own[0]) * own[2]));
      int[] other = part.clone();
      if (part[1] - part[0] > 1 && random.nextBoolean()) {
        part[1] = other[0] = random.nextInt(part[0] + 1, part[1]);
        parts.add(other);
      } else if (part[2] > 1) {
        part[2] = random.nextInt(1, part[2]);
        other[2] -= part[2];
        parts.add(other);
      }
    }
    return parts.stream().map(part -> ArenaBuffer.of(Arrays.toString(part) + parts.indexOf(part), part[0], part[1],
        part[2], 1)).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void comes_near_to_known_packings(boolean isTurned) {
    for (int seed = 0; seed < 3; seed++) {
      List<ArenaBuffer> buffers = cut(300, 30, 500, new Random(seed));
      long[] start = new Sweep(new Instance(Problems.lowest(buffers)), true).layOut();
      long[] offsets = find(buffers, start, isTurned, () -> Long.MAX_VALUE);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, start)).as("seed %d", seed).isGreaterThan(530);
      assertThat(Problems.height(buffers, offsets)).as("seed %d", seed).isLessThan(525);
    }
  }

  @Test
  void keeps_to_the_alignment_that_all_share() {
    List<ArenaBuffer> buffers = Problems.cut(60, 12, 200, new Random(1)).stream()
        .map(buffer -> ArenaBuffer.of(buffer.id(), buffer.start(), buffer.end(), buffer.size() * 64 - 3, 64)).toList();
    long[] offsets = find(buffers, false);

    assertThat(Problems.violation(buffers, offsets)).isEmpty();
    assertThat(Problems.height(buffers, offsets)).isLessThan(Problems.height(buffers, Problems.tower(buffers)));
  }

  @Test
  void leaves_alone_what_is_as_low_as_can_be() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("one", 0, 2, 3, 1), ArenaBuffer.of("other", 0, 1, 3, 1));

    assertThat(find(buffers, false)).containsExactly(Problems.tower(buffers));
    assertThat(find(List.of(), false)).isEmpty();
  }

  @Test
  void ends_when_no_time_is_left() {
    List<ArenaBuffer> buffers = Problems.cut(300, 50, 1_000, new Random(1));
    var left = new AtomicLong(10);

    assertThat(find(buffers, Problems.tower(buffers), false, left::decrementAndGet))
        .containsExactly(Problems.tower(buffers));
    assertThat(left.get()).isLessThanOrEqualTo(0);
  }

  @Test
  void gives_up_after_some_beams_in_vain() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("a", 0, 2, 2, 1), ArenaBuffer.of("b", 1, 3, 2, 1),
        ArenaBuffer.of("c", 2, 4, 2, 1), ArenaBuffer.of("d", 0, 1, 2, 1), ArenaBuffer.of("e", 3, 4, 2, 1),
        ArenaBuffer.of("f", 0, 4, 1, 1));
    var instance = new Instance(Problems.lowest(buffers));
    var search = new StepSearch(instance, 4, false, 1);
    long[] offsets = search.run(Integer.MAX_VALUE, Problems.tower(buffers), () -> Long.MAX_VALUE);

    assertThat(search.isExhausted()).isTrue();
    assertThat(Problems.height(buffers, offsets)).isEqualTo(5);

    search.retry();

    assertThat(search.isExhausted()).isFalse();
  }

  @Test
  void finds_the_same_for_the_same_seed() {
    List<ArenaBuffer> buffers = Problems.cut(100, 30, 1_000, new Random(1));

    assertThat(find(buffers, false)).isEqualTo(find(buffers, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void lays_out_whatever_has_no_gaps(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      List<ArenaBuffer> buffers = Problems.whole(1 + random.nextInt(60), random);
      var instance = new Instance(Problems.lowest(buffers));
      long[] offsets = new StepSearch(instance, 0, random.nextBoolean(), seed).run(100, Problems.tower(buffers),
          () -> Long.MAX_VALUE);

      assertThat(Problems.violation(buffers, offsets)).as("seed %d", seed).isEmpty();
      assertThat(Problems.height(buffers, offsets)).as("seed %d", seed)
          .isLessThanOrEqualTo(Problems.height(buffers, Problems.tower(buffers)));
    }
  }
}
