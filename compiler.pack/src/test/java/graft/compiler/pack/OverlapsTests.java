package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
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

  /** Those that live at a step. */
  private static int[] live(Instance instance, int step) {
    return IntStream.range(0, instance.count)
        .filter(b -> !instance.isIdle(b) && instance.start(b) <= step && step < instance.end(b))
        .toArray();
  }

  /** How often units of a step are covered again. */
  private static int overlap(Instance instance, int[] offsets, int step, int height) {
    int[] counts = new int[height];
    for (int b : live(instance, step)) {
      for (int unit = offsets[b]; unit < offsets[b] + instance.size[b]; unit++) {
        counts[unit]++;
      }
    }
    return IntStream.of(counts).map(count -> Math.max(0, count - 1)).sum();
  }

  @Test
  void tells_what_is_free() {
    Instance instance = instance(List.of(ArenaBuffer.of("low", 0, 2, 2, 1), ArenaBuffer.of("high", 0, 1, 3, 1)));
    Overlaps overlaps = of(instance);
    overlaps.put(new int[]{1, 5}, 12);
    long[] gaps = new long[3];

    assertThat(overlaps.gaps(0, 1, gaps)).isEqualTo(3);
    assertThat(gaps).containsExactly(1, 2, 4);
    assertThat(overlaps.gaps(0, 2, gaps)).isEqualTo(2);
    assertThat(overlaps.gaps(1, 1, gaps)).isEqualTo(2);
  }

  @Test
  void is_as_it_was_when_a_change_is_unmade() {
    Instance instance = instance(List.of(ArenaBuffer.of("one", 0, 2, 4, 1), ArenaBuffer.of("other", 1, 3, 4, 1)));
    Overlaps overlaps = of(instance);
    overlaps.put(new int[]{0, 1}, 10);
    overlaps.begin();
    overlaps.move(1, 4);

    assertThat(overlaps.overlap(1)).isEqualTo(3);
    assertThat(overlaps.gain(1)).isEqualTo(3);
    assertThat(overlaps.apply(1)).isEqualTo(-3);
    overlaps.revert(1);
    assertThat(overlaps.overlap(1)).isEqualTo(3);
    assertThat(overlaps.offset(1)).isEqualTo(1);
    overlaps.apply(1);
    overlaps.apply(2);
    overlaps.keep();
    assertThat(overlaps.overlap(1)).isZero();
    assertThat(overlaps.offset(1)).isEqualTo(4);
  }

  @Test
  void leaves_alone_where_those_of_one_size_change_places() {
    Instance instance = instance(List.of(ArenaBuffer.of("one", 0, 2, 4, 1), ArenaBuffer.of("other", 1, 3, 4, 1)));
    Overlaps overlaps = of(instance);
    overlaps.put(new int[]{0, 5}, 10);
    overlaps.begin();
    overlaps.move(0, 5);
    overlaps.move(1, 0);

    assertThat(overlaps.isChange()).isTrue();
    assertThat(IntStream.range(0, 3).filter(overlaps::isUntouched)).containsExactly(1);
    overlaps.apply(0);
    overlaps.apply(2);
    overlaps.keep();
    assertThat(overlaps.at(1, 0)).isEqualTo(1);
    assertThat(overlaps.number(1, 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void changes_as_if_all_were_counted_anew(int seed) {
    Random random = new Random(seed);
    int height = 300;
    List<ArenaBuffer> buffers = Problems.cut(40, 12, 200, random);
    Instance instance = instance(buffers);
    Overlaps overlaps = of(instance);
    int[] offsets =
        IntStream.range(0, buffers.size()).map(b -> random.nextInt(height - (int) instance.size[b])).toArray();
    overlaps.put(offsets, height);
    for (int i = 0; i < 1_000; i++) {
      int[] after = offsets.clone();
      int step = random.nextInt(instance.steps - 1);
      overlaps.begin();
      for (int j = 0; j < 3; j++) {
        int buffer = overlaps.at(step, random.nextInt(overlaps.count(step)));
        if (!overlaps.isMoved(buffer)) {
          after[buffer] = random.nextInt(height - (int) instance.size[buffer]);
          overlaps.move(buffer, after[buffer]);
        }
      }
      boolean isKept = random.nextBoolean();
      for (int time = overlaps.first(); time <= overlaps.last(); time++) {
        int before = overlaps.overlap(time);
        int gain = overlaps.gain(time);
        int more = overlaps.apply(time);
        assertThat(overlaps.overlap(time)).as("seed %d, change %d", seed, i)
            .isEqualTo(overlap(instance, after, time, height)).isEqualTo(before + more)
            .isGreaterThanOrEqualTo(before - gain);
        if (!isKept) {
          overlaps.revert(time);
        }
      }
      if (isKept) {
        overlaps.keep();
        offsets = after;
      }
      assertThat(overlaps.offsets()).isEqualTo(offsets);
      for (int time = 0; time < instance.steps; time++) {
        assertThat(overlaps.overlap(time)).isEqualTo(overlap(instance, offsets, time, height));
        for (int number = 0; number < overlaps.count(time); number++) {
          int buffer = overlaps.at(time, number);
          assertThat(overlaps.number(time, buffer)).isEqualTo(number);
          assertThat(number == 0 || overlaps.middle(overlaps.at(time, number - 1)) <= overlaps.middle(buffer)).isTrue();
        }
      }
    }
  }
}
