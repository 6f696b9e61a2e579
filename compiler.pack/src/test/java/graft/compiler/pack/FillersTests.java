package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FillersTests {

  /** All of one step. */
  private static Fillers of(long... sizes) {
    List<ArenaBuffer> buffers = IntStream.range(0, sizes.length)
        .mapToObj(i -> ArenaBuffer.of("filler " + i, 0, 1, sizes[i], 1)).toList();
    return new Fillers(new Instance(Problems.lowest(buffers)));
  }

  @Test
  void fills_gaps_to_the_last_byte() {
    Fillers fillers = of(3, 9, 4, 5, 7);
    long[] gaps = {12, 16};

    assertThat(fillers.lack(0, gaps, 2)).isZero();
    assertThat(fillers.fill(0, gaps)).doesNotContain(2);
  }

  @Test
  void tells_what_finds_no_gap() {
    Fillers fillers = of(3, 9);

    assertThat(fillers.lack(0, new long[]{10, 2}, 2)).isEqualTo(3);
    assertThat(fillers.lack(0, new long[0], 0)).isEqualTo(12);
    assertThat(fillers.smallest(0)).isEqualTo(3);
  }

  @Test
  void takes_only_what_lives_for_one_step() {
    var fillers = new Fillers(new Instance(Problems.lowest(List.of(ArenaBuffer.of("long", 0, 2, 4, 1),
        ArenaBuffer.of("short", 1, 2, 3, 1)))));

    assertThat(fillers.isFiller(0)).isFalse();
    assertThat(fillers.of(1)).containsExactly(1);
    assertThat(fillers.lack(0, new long[0], 0)).isZero();
    assertThat(fillers.smallest(0)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void fills_no_gap_with_more_than_it_holds(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      long[] sizes = random.longs(1 + random.nextInt(70), 1, 100).toArray();
      Fillers fillers = of(sizes);
      long[] gaps = random.longs(random.nextInt(12), 1, 400).sorted().toArray();
      int[] into = fillers.fill(0, gaps);
      long[] left = Arrays.copyOf(gaps, gaps.length + 1);
      long lack = 0;
      for (int j = 0; j < into.length; j++) {
        long size = sizes[fillers.of(0)[j]];
        left[into[j]] -= size;
        lack += into[j] == gaps.length ? size : 0;
      }

      assertThat(Arrays.stream(left, 0, gaps.length).min().orElse(0)).as("seed %d", seed).isNotNegative();
      assertThat(fillers.lack(0, gaps, gaps.length)).as("seed %d", seed).isEqualTo(lack);
    }
  }
}
