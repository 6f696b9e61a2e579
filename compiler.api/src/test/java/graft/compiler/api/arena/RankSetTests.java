package graft.compiler.api.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankSetTests {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 4096, 4097, 300_000})
  void agrees_with_a_tree(int limit) {
    Random random = new Random(limit);
    var set = new RankSet(limit);
    TreeSet<Integer> tree = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      int number = random.nextInt(limit);
      if (tree.add(number)) {
        set.add(number);
      } else {
        tree.remove(number);
        set.remove(number);
      }
      int asked = random.nextInt(limit);
      Integer below = tree.lower(asked);
      Integer above = tree.higher(asked);
      assertThat(set.below(asked)).isEqualTo(below == null ? -1 : below);
      assertThat(set.above(asked)).isEqualTo(above == null ? -1 : above);
    }
  }

  @Test
  void may_have_room_for_nothing() {
    assertThat(new RankSet(0)).isNotNull();
  }
}
