package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StacksTests {

  private static final Blocks BLOCKS = new Blocks(new Instance(Problems.lowest(List.of(ArenaBuffer.of("a", 0, 2, 1, 1),
      ArenaBuffer.of("b", 0, 2, 10, 1), ArenaBuffer.of("c", 0, 2, 100, 1), ArenaBuffer.of("other end", 0, 1, 1000, 1),
      ArenaBuffer.of("not there", 1, 2, 1000, 1)))));

  private static Stacks filled(int only) {
    var stacks = new Stacks(BLOCKS.times());
    // Of another time first: nothing of it may stay.
    stacks.fill(BLOCKS, 1, false, -1, 0);
    stacks.index();
    stacks.fill(BLOCKS, 0, false, only, 0);
    stacks.index();
    return stacks;
  }

  private static List<Long> sizes(Stacks stacks) {
    List<Long> sizes = new ArrayList<>();
    for (int stack = 0; stack < stacks.count(); stack++) {
      sizes.add(stacks.size(stack));
    }
    return sizes;
  }

  @Test
  void stacks_up_to_three_that_live_at_the_same_steps() {
    assertThat(sizes(filled(-1))).containsExactlyInAnyOrder(1L, 10L, 100L, 1000L, 11L, 101L, 110L, 111L);
    assertThat(sizes(filled(1))).containsExactly(1000L);
  }

  @Test
  void finds_each_size_once() {
    Stacks stacks = filled(-1);
    for (long size : sizes(stacks)) {
      int found = stacks.find(size, -1);
      assertThat(stacks.size(found)).isEqualTo(size);
      assertThat(stacks.find(size, found)).isEqualTo(-1);
    }
    assertThat(stacks.find(12, -1)).isEqualTo(-1);
    assertThat(stacks.alike(1, 1)).isEqualTo(1);
    assertThat(stacks.alike(2, 100)).as("of 64 to 127").isEqualTo(2);
  }
}
