package graft.compiler.api.arena;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.arena.ArenaBuffer.Gap;
import graft.compiler.api.arena.ArenaLayout.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArenaCheckTests {

  private static final ArenaProblem PROBLEM = new ArenaProblem(List.of(
      ArenaBuffer.of("a", 0, 4, 8, 4),
      ArenaBuffer.of("b", 2, 6, 8, 4),
      new ArenaBuffer("c", 0, 6, 8, 4, List.of(new Gap(1, 5, 0, 0)), OptionalLong.empty())),
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

  @Test
  void agrees_with_comparing_every_byte() {
    int overlapping = 0;
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 6);
      int room = 6 * count;
      List<ArenaBuffer> buffers = new ArrayList<>();
      List<Long> offsets = new ArrayList<>();
      long height = 0;
      for (int i = 0; i < count; i++) {
        buffers.add(anything("b" + i, random));
        offsets.add((long) random.nextInt(room));
        height = Math.max(height, offsets.getLast() + buffers.getLast().size());
      }
      var problem = new ArenaProblem(buffers, OptionalLong.empty(), Duration.ZERO, 1, 1);
      var layout = new ArenaLayout(offsets, height, 0, Proof.LIVE);

      boolean overlaps = overlaps(buffers, offsets, (int) height);

      assertThat(ArenaCheck.violation(problem, layout).isPresent()).as("seed %d", seed).isEqualTo(overlaps);
      overlapping += overlaps ? 1 : 0;
    }
    assertThat(overlapping).isBetween(500, 1500);
  }

  @Test
  void tells_times_and_offsets_apart_that_are_far_away() {
    long far = 1L << 61;
    var problem = new ArenaProblem(List.of(
        ArenaBuffer.of("a", 0, far, 8, 8), ArenaBuffer.of("b", far, far + 1, 8, 8),
        ArenaBuffer.of("c", far - 1, far, 8, 8)), OptionalLong.empty(), Duration.ZERO, 1, 1);

    assertThat(ArenaCheck.violation(problem, new ArenaLayout(List.of(far, far, far - 8), far + 8, 0, Proof.LIVE)))
        .isEmpty();
    assertThat(ArenaCheck.violation(problem, new ArenaLayout(List.of(far, 0L, far), far + 8, 0, Proof.LIVE)))
        .contains("buffers a and c overlap at step " + (far - 1));
  }

  /** Few steps and bytes, with gaps that need nothing or a part. */
  private static ArenaBuffer anything(String id, Random random) {
    long start = random.nextInt(10);
    long end = start + random.nextInt(8);
    long size = random.nextInt(6);
    List<Gap> gaps = new ArrayList<>();
    for (long from = start; from < end && random.nextInt(3) == 0;) {
      long gapStart = random.nextLong(from, end);
      long gapEnd = random.nextLong(gapStart, end) + 1;
      long low = random.nextLong(size + 1);
      gaps.add(new Gap(gapStart, gapEnd, low, random.nextLong(low, size + 1)));
      from = gapEnd;
    }
    return new ArenaBuffer(id, start, end, size, 1, gaps, OptionalLong.empty());
  }

  private static boolean overlaps(List<ArenaBuffer> buffers, List<Long> offsets, int height) {
    boolean[][] used = new boolean[20][height];
    for (int b = 0; b < buffers.size(); b++) {
      ArenaBuffer buffer = buffers.get(b);
      for (int step = (int) buffer.start(); step < buffer.end(); step++) {
        long low = 0;
        long high = buffer.size();
        for (Gap gap : buffer.gaps()) {
          if (gap.start() <= step && step < gap.end()) {
            low = gap.low();
            high = gap.high();
          }
        }
        for (long at = low; at < high; at++) {
          int place = (int) (offsets.get(b) + at);
          if (used[step][place]) {
            return true;
          }
          used[step][place] = true;
        }
      }
    }
    return false;
  }
}
