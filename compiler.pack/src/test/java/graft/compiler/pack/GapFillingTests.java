package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.pack.GapFilling.Gaps;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GapFillingTests {

  private static final int MOST = 4;

  private static List<int[]> fill(Gaps gaps, int[] sizes, double... lasting) {
    return new GapFilling(MOST, new SplittableRandom(1)).fill(gaps, sizes, lasting);
  }

  /** Gaps none of whose neighbours lives on. */
  private static Gaps gaps(int... sizes) {
    return new Gaps(sizes, new double[sizes.length], new double[sizes.length]);
  }

  @Test
  void puts_each_where_there_is_room() {
    assertThat(fill(gaps(3, 5), new int[]{5, 3}, 0, 0)).containsExactly(new int[]{1, 0});
    assertThat(fill(gaps(4), new int[]{1, 3}, 0, 0)).containsExactly(new int[]{0, 0});
    assertThat(fill(gaps(4), new int[0])).containsExactly(new int[0]);
  }

  @Test
  void finds_none_where_there_is_none() {
    assertThat(fill(gaps(3, 3), new int[]{4, 2}, 0, 0)).isEmpty();
    assertThat(fill(gaps(3), new int[]{4}, 0)).isEmpty();
    assertThat(fill(gaps(), new int[]{4}, 0)).isEmpty();
    assertThat(fill(gaps(), new int[0])).containsExactly(new int[0]);
  }

  @Test
  void puts_what_lives_on_beside_what_does() {
    var gaps = new Gaps(new int[]{4, 4}, new double[]{2, 7}, new double[]{0, 0});

    assertThat(fill(gaps, new int[]{3, 3}, 7, 2).getFirst()).containsExactly(1, 0);
  }

  @Test
  void closes_a_gap_if_it_can() {
    var gaps = new Gaps(new int[]{4, 5}, new double[]{7, 7}, new double[]{7, 7});

    assertThat(fill(gaps, new int[]{4, 2}, 7, 7).getFirst()).containsExactly(0, 1);
  }

  @Test
  void finds_different_ways() {
    List<int[]> ways = fill(gaps(10, 10, 10), new int[]{1, 2, 3, 4}, 4, 3, 2, 1);

    assertThat(ways).hasSize(MOST);
    assertThat(ways.stream().map(Arrays::toString)).doesNotHaveDuplicates();
  }

  @Test
  void takes_ways_as_one_that_differ_in_what_ends_at_once() {
    List<int[]> ways = fill(gaps(10, 10), new int[]{3, 1, 2}, 1, 0, 0);

    assertThat(ways.stream().map(way -> way[0])).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void fills_gaps_with_more_than_a_word_has_bits() {
    int[] sizes = IntStream.range(0, 150).map(i -> 1 + i % 13).toArray();
    double[] lasting = IntStream.range(0, 150).mapToDouble(i -> Math.max(0, 100 - i)).toArray();
    int all = IntStream.of(sizes).sum();
    int[] room = {all / 3, all / 3, all - 2 * (all / 3)};
    for (int[] way : fill(new Gaps(room, new double[3], new double[3]), sizes, lasting)) {
      int[] loads = new int[3];
      for (int i = 0; i < way.length; i++) {
        loads[way[i]] += sizes[i];
      }
      assertThat(loads).containsExactly(room);
    }
    assertThat(fill(new Gaps(room, new double[3], new double[3]), sizes, lasting)).isNotEmpty();
  }
}
