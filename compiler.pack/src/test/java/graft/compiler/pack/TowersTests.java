package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TowersTests {

  private static Instance instance(List<ArenaBuffer> buffers) {
    return new Instance(Problems.lowest(buffers));
  }

  private static int[] array(List<Integer> order) {
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Levels of those in the order, each stacked anew. */
  private static long[] levels(Instance instance, List<Integer> order) {
    long[] heights = new long[instance.steps];
    long[] levels = new long[instance.count];
    for (int b : order) {
      for (int step = instance.start(b); step < instance.end(b); step++) {
        levels[b] = Math.max(levels[b], heights[step]);
      }
      for (int step = instance.start(b); step < instance.end(b); step++) {
        heights[step] = levels[b] + instance.size[b];
      }
    }
    return levels;
  }

  /** How high the highest tower is when all are stacked anew. */
  private static long height(Instance instance, List<Integer> order) {
    long[] levels = levels(instance, order);
    return order.stream().mapToLong(b -> levels[b] + instance.size[b]).max().orElse(0);
  }

  @Test
  void stacks_each_on_those_before_it() {
    Instance instance = instance(List.of(ArenaBuffer.of("early", 0, 2, 4, 1), ArenaBuffer.of("bridge", 1, 3, 5, 1),
        ArenaBuffer.of("late", 2, 4, 6, 1)));
    var towers = new Towers(instance);
    towers.stack(new int[]{2, 0, 1});

    assertThat(towers.levels()).containsExactly(0, 6, 0);
    assertThat(towers.height()).isEqualTo(11);
    assertThat(towers.meet(0, 1)).isTrue();
    assertThat(towers.meet(0, 2)).isFalse();
  }

  @Test
  void tells_whether_an_exchange_makes_a_tower_too_high() {
    Instance instance = instance(List.of(ArenaBuffer.of("early", 0, 2, 4, 1), ArenaBuffer.of("bridge", 1, 3, 5, 1),
        ArenaBuffer.of("late", 2, 4, 6, 1)));
    var below = new Towers(instance);
    var above = new Towers(instance);
    below.stack(new int[]{2, 0, 1});
    above.stack(new int[]{1, 0, 2});

    assertThat(below.canExchange(1, 2, 10, above)).isFalse();
    assertThat(below.canExchange(1, 2, 15, above)).isTrue();
    below.exchange();
    assertThat(below.levels()).containsExactly(11, 6, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void changes_as_if_all_were_stacked_anew(int seed) {
    Random random = new Random(seed);
    Instance instance = instance(Problems.cut(60, 70, 200, random));
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, instance.count).boxed().toList());
    Collections.shuffle(order, random);
    var below = new Towers(instance);
    var above = new Towers(instance);
    below.stack(array(order));
    above.stack(array(order.reversed()));
    int exchanges = 0;
    for (int i = 0; i < 2_000; i++) {
      int buffer = order.get(random.nextInt(order.size()));
      if (random.nextInt(4) == 0) {
        order.remove((Integer) buffer);
        below.remove(buffer);
        above.remove(buffer);
        long[] rest = levels(instance, order);
        assertThat(List.copyOf(order)).as("seed %d, change %d", seed, i).allMatch(b -> below.level(b) == rest[b]);
        int number = random.nextInt(order.size() + 1);
        above.insert(buffer, order.size() - number);
        below.insert(buffer, number);
        order.add(number, buffer);
      } else {
        int low = random.nextInt(order.size() - 1);
        int high = random.nextInt(low + 1, order.size());
        long limit = below.height() + random.nextInt(5);
        List<Integer> after = new ArrayList<>(order);
        Collections.swap(after, low, high);
        boolean fits = below.canExchange(low, high, limit, above);
        assertThat(fits).as("seed %d, change %d", seed, i).isEqualTo(height(instance, after) <= limit);
        if (fits) {
          assertThat(above.canExchange(order.size() - 1 - high, order.size() - 1 - low, Long.MAX_VALUE, below))
              .isTrue();
          below.exchange();
          above.exchange();
          order = after;
          exchanges++;
        }
      }
      assertThat(IntStream.range(0, below.count()).map(below::at)).containsExactlyElementsOf(order);
      assertThat(below.levels()).as("seed %d, change %d", seed, i).isEqualTo(levels(instance, order));
      assertThat(above.levels()).as("seed %d, change %d", seed, i).isEqualTo(levels(instance, order.reversed()));
    }
    assertThat(exchanges).isPositive();
  }
}
