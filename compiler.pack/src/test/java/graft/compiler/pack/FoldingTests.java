package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldingTests {

  private static Folding folded(List<ArenaBuffer> buffers) {
    var folding = new Folding(new Instance(Problems.lowest(buffers)), 1);
    folding.fold();
    return folding;
  }

  @Test
  void joins_what_is_as_high_as_its_neighbour() {
    Folding folding = folded(List.of(ArenaBuffer.of("a", 0, 3, 7, 1), ArenaBuffer.of("b", 3, 5, 7, 1)));

    assertThat(folding.buffers()).singleElement().satisfies(block -> {
      assertThat(block.start()).isZero();
      assertThat(block.end()).as("the third of the times that matter").isEqualTo(2);
      assertThat(block.size()).isEqualTo(7);
    });
    assertThat(folding.unfold(List.of(3L))).containsExactly(3, 3);
  }

  @Test
  void joins_five_that_lie_around_one_another() {
    Folding folding = folded(List.of(ArenaBuffer.of("left", 0, 3, 7, 1), ArenaBuffer.of("top", 3, 9, 4, 1),
        ArenaBuffer.of("right", 6, 9, 5, 1), ArenaBuffer.of("bottom", 0, 6, 2, 1),
        ArenaBuffer.of("centre", 3, 6, 3, 1)));

    assertThat(folding.wholes()).isEqualTo(1);
    assertThat(folding.unfold(List.of(0L))).containsExactly(2, 5, 0, 0, 2);
  }

  @Test
  void leaves_alone_what_does_not_fit_together() {
    assertThat(folded(List.of(ArenaBuffer.of("a", 0, 3, 7, 1), ArenaBuffer.of("b", 3, 5, 6, 1))).wholes()).isEqualTo(2);
  }

  @Test
  void loses_nothing_when_it_is_taken_apart() {
    for (int seed = 0; seed < 20; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(200, 20, 1000, new Random(seed));
      Folding folding = folded(buffers);
      for (int i = 0; i < 50; i++) {
        folding = new Folding(folding, seed);
        folding.disturb();
        folding.fold();
      }
      List<Long> stacked = new ArrayList<>();
      long top = 0;
      for (ArenaBuffer block : folding.buffers()) {
        stacked.add(top);
        top += block.size();
      }

      assertThat(Problems.violation(buffers, folding.unfold(stacked))).as("seed %d", seed).isEmpty();
    }
  }
}
