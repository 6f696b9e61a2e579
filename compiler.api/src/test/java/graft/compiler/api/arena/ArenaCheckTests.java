package graft.compiler.api.arena;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaLayout.Proof;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ArenaCheckTests {

  private static final ArenaProblem PROBLEM = new ArenaProblem(List.of(
      ArenaBuffer.of("a", 0, 4, 8, 4),
      ArenaBuffer.of("b", 2, 6, 8, 4),
      new ArenaBuffer("c", 0, 6, 8, 4, List.of(new ArenaBuffer.Gap(1, 5, 0, 0)), OptionalLong.empty())),
      OptionalLong.empty(), Duration.ZERO, 1, 1);

  private static String violation(long height, Long... offsets) {
    return ArenaCheck.violation(PROBLEM, new ArenaLayout(List.of(offsets), height, 0, Proof.LIVE)).orElse("");
  }

  @Test
  void finds_nothing_wrong_with_a_layout() {
    assertThat(violation(24, 0L, 8L, 16L)).isEmpty();
  }

  @Test
  void finds_buffers_that_overlap() {
    assertThat(violation(20, 0L, 4L, 12L)).isEqualTo("buffers a and b overlap at step 2");
    assertThat(violation(16, 8L, 0L, 8L)).isEqualTo("buffers a and c overlap at step 0");
    assertThat(violation(16, 0L, 8L, 8L)).isEqualTo("buffers b and c overlap at step 5");
  }

  @Test
  void finds_wrong_offsets_and_heights() {
    assertThat(violation(24, 0L, 8L)).isEqualTo("2 offsets for 3 buffers");
    assertThat(violation(24, 0L, 8L, 18L)).isEqualTo("buffer c lies at 18, no multiple of 4");
    assertThat(violation(24, -4L, 8L, 16L)).isEqualTo("buffer a lies at -4");
    assertThat(violation(16, 0L, 8L, 16L)).isEqualTo("the highest buffer ends at 24, the layout says 16");
  }
}
