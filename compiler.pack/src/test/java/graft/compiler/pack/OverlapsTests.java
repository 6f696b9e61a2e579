package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapsTests {

  private static Overlaps of(Instance instance) {
    return new Overlaps(instance, IntStream.range(0, instance.count).filter(b -> !instance.isIdle(b)).toArray());
  }

  private static Instance instance(List<ArenaBuffer> buffers) {
    return new Instance(Problems.lowest(buffers));
  }

  /** What overlaps at a step, of those that follow one another in the order of their middles. */
  private static long bytes(Instance instance, long[] offsets, int step) {
    int[] order = IntStream.range(0, instance.count)
        .filter(b -> !instance.isIdle(b) && instance.start(b) <= step && step < instance.end(b))
        .boxed()
        .sorted(Comparator.comparingLong(b -> 2 * offsets[b] + instance.size[b]))
        .mapToInt(Integer::intValue)
        .toArray();
    return IntStream.range(1, order.length)
        .mapToLong(i -> Math.max(0, offsets[order[i - 1]] + instance.size[order[i - 1]] - offsets[order[i]]))
        .sum();
  }

  @Test
  void tells_what_is_free() {
    Instance instance = instance(List.of(ArenaBuffer.of("low", 0, 2, 2, 1), ArenaBuffer.of("high", 0, 1, 3, 1)));
    Overlaps overlaps = of(instance);
    overlaps.put(new long[]{1, 5});
    long[] gaps = new long[3];

    assertThat(overlaps.gaps(0, 12, 1, gaps)).isEqualTo(3);
    assertThat(gaps).containsExactly(1, 2, 4);
    assertThat(overlaps.gaps(0, 12, 2, gaps)).isEqualTo(2);
    assertThat(overlaps.gaps(1, 12, 1, gaps)).isEqualTo(2);
  }

  @Test
  void is_as_it_was_until_a_change_is_kept() {
    Instance instance = instance(List.of(ArenaBuffer.of("one", 0, 2, 4, 1), ArenaBuffer.of("other", 1, 3, 4, 1)));
    Overlaps overlaps = of(instance);
    overlaps.put(new long[]{0, 1});
    overlaps.begin();
    overlaps.move(1, 4, 1);

    assertThat(overlaps.bytes(1)).isEqualTo(3);
    assertThat(overlaps.change(1)).isZero();
    assertThat(overlaps.offset(1)).isEqualTo(1);
    overlaps.change(2);
    overlaps.keep();
    assertThat(overlaps.bytes(1)).isZero();
    assertThat(overlaps.offset(1)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void changes_as_if_all_were_counted_anew(int seed) {
    Random random = new Random(seed);
    List<ArenaBuffer> buffers = Problems.cut(40, 12, 1_000, random);
    Instance instance = instance(buffers);
    Overlaps overlaps = of(instance);
    long[] offsets = random.longs(buffers.size(), 0, 1_000_000).toArray();
    overlaps.put(offsets);
    for (int i = 0; i < 1_000; i++) {
      long[] after = offsets.clone();
      int step = random.nextInt(instance.steps - 1);
      overlaps.begin();
      for (int j = 0; j < 3; j++) {
        int buffer = overlaps.at(step, random.nextInt(overlaps.count(step)));
        if (!overlaps.isMoved(buffer)) {
          after[buffer] = random.nextLong(1_000_000);
          overlaps.move(buffer, after[buffer], overlaps.at(step, random.nextInt(overlaps.count(step))));
        }
      }
      for (int time = overlaps.first(); time < overlaps.end(); time++) {
        assertThat(overlaps.change(time)).as("seed %d, change %d", seed, i).isEqualTo(bytes(instance, after, time));
      }
      if (random.nextBoolean()) {
        overlaps.keep();
        offsets = after;
      }
      assertThat(overlaps.offsets()).isEqualTo(offsets);
      assertThat(overlaps.number(step, overlaps.at(step, 0))).isZero();
    }
  }
}
