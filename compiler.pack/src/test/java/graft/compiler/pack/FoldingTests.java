package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingTests {

  private static Folding folding(List<ArenaBuffer> buffers, long seed) {
    return new Folding(new Instance(Problems.lowest(buffers)), 1, 3, seed);
  }

  private static Folded folded(List<ArenaBuffer> buffers) {
    return folding(buffers, 1).folded();
  }

  /** All blocks above one another, and then what is in them. */
  private static long[] stacked(Folded folded) {
    List<ArenaBuffer> blocks = folded.buffers();
    long[] offsets = new long[blocks.size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + blocks.get(i - 1).size();
    }
    return folded.unfold(offsets);
  }

  @Test
  void joins_what_is_as_high_as_its_neighbour() {
    Folded folded = folded(List.of(ArenaBuffer.of("a", 0, 3, 7, 1), ArenaBuffer.of("b", 3, 5, 7, 1)));

    assertThat(folded.buffers()).singleElement().satisfies(block -> {
      assertThat(block.start()).isZero();
      assertThat(block.end()).as("the third of the times that matter").isEqualTo(2);
      assertThat(block.size()).isEqualTo(7);
    });
    assertThat(folded.unfold(new long[]{3})).containsExactly(3, 3);
  }

  @Test
  void joins_stacks_that_are_as_high_together() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("a", 0, 3, 7, 1), ArenaBuffer.of("b", 0, 3, 4, 1),
        ArenaBuffer.of("c", 3, 5, 5, 1), ArenaBuffer.of("d", 3, 5, 3, 1), ArenaBuffer.of("e", 3, 5, 3, 1));
    Folded folded = folded(buffers);

    assertThat(folded.buffers()).singleElement().extracting(ArenaBuffer::size).isEqualTo(11L);
    assertThat(Problems.violation(buffers, folded.unfold(new long[]{0}))).isEmpty();
  }

  @Test
  void joins_five_that_lie_around_one_another() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 3, 7, 1), ArenaBuffer.of("top", 3, 9, 4, 1),
        ArenaBuffer.of("right", 6, 9, 5, 1), ArenaBuffer.of("bottom", 0, 6, 2, 1),
        ArenaBuffer.of("centre", 3, 6, 3, 1));
    Folded folded = folded(buffers);

    assertThat(folded.buffers()).singleElement().extracting(ArenaBuffer::size).isEqualTo(9L);
    assertThat(Problems.violation(buffers, folded.unfold(new long[]{0}))).isEmpty();
  }

  @Test
  void joins_stacks_around_one_another() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("left", 0, 3, 7, 1), ArenaBuffer.of("top", 3, 9, 4, 1),
        ArenaBuffer.of("right", 6, 9, 2, 1), ArenaBuffer.of("more right", 6, 9, 3, 1),
        ArenaBuffer.of("bottom", 0, 6, 2, 1), ArenaBuffer.of("centre", 3, 6, 1, 1),
        ArenaBuffer.of("more centre", 3, 6, 2, 1));
    Folded folded = folded(buffers);

    assertThat(folded.buffers()).singleElement().extracting(ArenaBuffer::size).isEqualTo(9L);
    assertThat(Problems.violation(buffers, folded.unfold(new long[]{0}))).isEmpty();
  }

  @Test
  void lays_out_alone_what_lives_at_the_same_steps() {
    List<ArenaBuffer> buffers = List.of(ArenaBuffer.of("a", 0, 3, 7, 1), ArenaBuffer.of("b", 0, 3, 4, 1),
        ArenaBuffer.of("c", 0, 3, 2, 1));

    assertThat(folding(buffers, 0).wholes()).isEqualTo(1);
    assertThat(folded(buffers).wholes()).as("each may lie anywhere").hasSize(3);
  }

  @Test
  void leaves_alone_what_does_not_fit_together() {
    assertThat(folded(List.of(ArenaBuffer.of("a", 0, 3, 7, 1), ArenaBuffer.of("b", 3, 5, 6, 1))).wholes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void loses_nothing_when_it_is_changed_or_undone(int seed) {
    Random random = new Random(seed);
    List<ArenaBuffer> buffers = Problems.cut(200, 20, 1000, random);
    Folding folding = folding(buffers, seed);
    for (int i = 0; i < 200; i++) {
      int before = folding.wholes();
      folding.change();
      if (random.nextBoolean()) {
        folding.keep();
      } else {
        folding.undo();
        assertThat(folding.wholes()).as("seed %d", seed).isEqualTo(before);
      }
      if (i % 20 == 0) {
        assertThat(Problems.violation(buffers, stacked(folding.folded()))).as("seed %d", seed).isEmpty();
      }
    }
  }

  @Test
  void finds_all_blocks_of_a_rectangle() {
    for (int seed = 0; seed < 5; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(100, 20, 1 << 20, new Random(seed));
      var search = new FoldingSearch(new Instance(Problems.lowest(buffers)), 0, false, seed);
      search.run(1_000_000, () -> false);

      assertThat(search.blocks()).as("seed %d", seed).isEqualTo(1);
      assertThat(Problems.violation(buffers, stacked(search.best()))).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void finds_all_blocks_where_sizes_often_agree_by_chance() {
    for (int seed = 0; seed < 3; seed++) {
      List<ArenaBuffer> buffers = Problems.cut(500, 20, 1000, new Random(seed));
      var search = new FoldingSearch(new Instance(Problems.lowest(buffers)), seed, true, seed);
      search.run(1_000_000, () -> false);

      assertThat(search.blocks()).as("seed %d", seed).isEqualTo(1);
      assertThat(Problems.violation(buffers, stacked(search.best()))).as("seed %d", seed).isEmpty();
    }
  }
}
