package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookaheadTests {

  private static final int HEIGHT = 10;
  private static final double[] EQUAL = {0, 1, 2, 3, 4, 5, 6};

  /** At step 4 a gap of 2 below one of 5, and above them what goes on; what begins there has some sizes. */
  private static double lack(double[] before, int... later) {
    List<ArenaBuffer> buffers =
        new ArrayList<>(List.of(ArenaBuffer.of("a", 0, 4, 2, 1), ArenaBuffer.of("b", 0, 1, 3, 1),
            ArenaBuffer.of("c", 1, 6, 2, 1), ArenaBuffer.of("d", 1, 3, 2, 1), ArenaBuffer.of("e", 2, 6, 1, 1)));
    for (int size : later) {
      buffers.add(ArenaBuffer.of("later " + buffers.size(), 4, 5, size, 1));
    }
    var arrivals = new Arrivals(new Instance(Problems.lowest(buffers)), false);
    StepFront front = StepFront.empty(HEIGHT)
        .next(arrivals, new int[]{0, 0})
        .next(arrivals, new int[]{0, 0})
        .next(arrivals, new int[]{0});
    return new Lookahead(arrivals).lack(front, before);
  }

  @Test
  void lacks_nothing_where_all_finds_a_gap() {
    assertThat(lack(EQUAL)).isZero();
    assertThat(lack(EQUAL, 5, 2)).isZero();
    assertThat(lack(EQUAL, 1, 4, 2)).isZero();
  }

  @Test
  void lacks_what_is_larger_than_any_gap() {
    assertThat(lack(EQUAL, 6)).isEqualTo(6);
    assertThat(lack(EQUAL, 3, 3)).isEqualTo(3);
    assertThat(lack(EQUAL, 5, 2, 1)).isEqualTo(1);
  }

  @Test
  void weighs_steps() {
    assertThat(lack(new double[]{0, 1, 2, 3, 4, 4.5, 9}, 6)).isEqualTo(3);
  }
}
