package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoverTests {

  private static long[] gaps(Cover cover, int step, long least) {
    long[] gaps = new long[500];
    return Arrays.copyOf(gaps, cover.gaps(step, least, gaps));
  }

  /** The sizes of runs of zeros. */
  private static long[] runs(int[] counts, long least) {
    return Arrays
        .stream(IntStream.of(counts).mapToObj(count -> count == 0 ? "0" : "1").reduce("", String::concat).split("1+"))
        .mapToLong(String::length)
        .filter(size -> size > 0 && size >= least)
        .toArray();
  }

  @Test
  void tells_what_is_not_covered() {
    var cover = new Cover(2, 200);
    cover.add(1, 10, 100);
    cover.add(1, 110, 20);

    assertThat(gaps(cover, 0, 1)).containsExactly(200);
    assertThat(gaps(cover, 1, 1)).containsExactly(10, 70);
    assertThat(gaps(cover, 1, 11)).containsExactly(70);
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 128, 300})
  void counts_as_one_unit_after_the_other(int height) {
    var random = new Random(height);
    var cover = new Cover(3, height);
    int[] counts = new int[height];
    int[][] ranges = new int[12][];
    for (int i = 0; i < 2_000; i++) {
      int number = random.nextInt(ranges.length);
      int[] range = ranges[number];
      if (range == null) {
        int offset = random.nextInt(height);
        int units = 1 + random.nextInt(height - offset);
        int[] added = IntStream.range(offset, offset + units).toArray();
        long covered = Arrays.stream(added).filter(unit -> counts[unit] > 0).count();
        assertThat(cover.add(1, offset, units)).as("change %d", i).isEqualTo((int) covered);
        Arrays.stream(added).forEach(unit -> counts[unit]++);
        ranges[number] = added;
      } else {
        Arrays.stream(range).forEach(unit -> counts[unit]--);
        long covered = Arrays.stream(range).filter(unit -> counts[unit] > 0).count();
        assertThat(cover.again(1, range[0], range.length)).as("change %d", i).isEqualTo((int) covered);
        assertThat(cover.remove(1, range[0], range.length)).as("change %d", i).isEqualTo((int) covered);
        ranges[number] = null;
      }
      int least = 1 + random.nextInt(5);
      assertThat(gaps(cover, 1, least)).as("change %d", i).isEqualTo(runs(counts, least));
    }
    assertThat(gaps(cover, 0, 1)).containsExactly(height);
    assertThat(gaps(cover, 2, 1)).containsExactly(height);
  }
}
