package graft.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaLayout.Proof;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackerTests {

  @Nested
  class Layouts {

    @Test
    void are_empty_for_nothing() {
      ArenaLayout layout = Problems.solve(Problems.lowest(List.of()));

      assertThat(layout.offsets()).isEmpty();
      assertThat(layout.height()).isZero();
    }

    @Test
    void share_memory_between_buffers_that_never_live_together() {
      ArenaLayout layout = Problems.solve(Problems.lowest(List.of(
          ArenaBuffer.of("a", 0, 2, 10, 1), ArenaBuffer.of("b", 2, 4, 10, 1), ArenaBuffer.of("c", 1, 3, 5, 1))));

      assertThat(layout.height()).isEqualTo(15);
      assertThat(layout.isOptimal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void are_valid_whatever_gaps_and_alignments_there_are(int seed) {
      Random random = new Random(seed);
      for (int i = 0; i < 20; i++) {
        var problem = new ArenaProblem(Problems.anything(1 + random.nextInt(40), random), OptionalLong.empty(),
            Duration.ofMillis(20), 1, seed);

        ArenaLayout layout = Problems.solve(problem);

        assertThat(layout.height()).as("seed %d", seed).isGreaterThanOrEqualTo(layout.lowerBound());
      }
    }

    @Test
    void keep_to_offsets_that_are_given() {
      var fixed = new ArenaBuffer("fixed", 0, 10, 4, 1, List.of(), OptionalLong.of(6));

      ArenaLayout layout = Problems.solve(Problems.within(10, List.of(
          ArenaBuffer.of("a", 0, 5, 3, 1), ArenaBuffer.of("b", 2, 8, 3, 1), fixed)));

      assertThat(layout.offsets().get(2)).isEqualTo(6);
      assertThat(layout.height()).isEqualTo(10);
    }

    @Test
    void are_refused_where_given_offsets_overlap() {
      var one = new ArenaBuffer("one", 0, 10, 4, 1, List.of(), OptionalLong.of(6));
      var other = new ArenaBuffer("other", 9, 12, 4, 1, List.of(), OptionalLong.of(8));

      assertThatThrownBy(() -> Problems.solve(Problems.lowest(List.of(one, other))))
          .isInstanceOf(CompileException.class)
          .hasMessageContaining("buffers one and other overlap at step 9");
    }

    @Test
    void are_told_to_who_watches_as_they_become_better() throws IOException {
      List<Long> heights = new ArrayList<>();
      List<ArenaBuffer> buffers = Problems.published("G");

      ArenaLayout layout = Problems.solve(new ArenaProblem(buffers, OptionalLong.of(1 << 20), Problems.AMPLE, 1, 1,
          (height, lowerBound) -> heights.add(height)));

      assertThat(heights).hasSizeGreaterThan(1).isSortedAccordingTo(Comparator.reverseOrder()).last()
          .isEqualTo(layout.height());
    }

    @Test
    void use_a_gap_in_a_life() {
      var gap = new ArenaBuffer("gap", 0, 10, 8, 1, List.of(new ArenaBuffer.Gap(2, 8, 0, 0)), OptionalLong.empty());

      ArenaLayout layout = Problems.solve(Problems.lowest(List.of(gap, ArenaBuffer.of("within", 2, 8, 8, 1))));

      assertThat(layout.height()).isEqualTo(8);
    }

    /** MiniMalloc's test "Stairs". */
    @Test
    void nest_where_gaps_need_parts() {
      List<ArenaBuffer> stairs = List.of(
          parts("a", 0, 108, 30, new ArenaBuffer.Gap(36, 72, 10, 30), new ArenaBuffer.Gap(72, 108, 20, 30)),
          parts("b", 36, 144, 50, new ArenaBuffer.Gap(36, 72, 20, 30), new ArenaBuffer.Gap(72, 108, 10, 40)),
          parts("c", 84, 144, 42, new ArenaBuffer.Gap(114, 129, 0, 28), new ArenaBuffer.Gap(129, 144, 0, 14)),
          parts("d", 84, 129, 42, new ArenaBuffer.Gap(99, 114, 14, 42), new ArenaBuffer.Gap(114, 129, 28, 42)),
          parts("e", 99, 144, 70, new ArenaBuffer.Gap(99, 114, 28, 42), new ArenaBuffer.Gap(114, 129, 14, 56)),
          parts("f", 0, 144, 30, new ArenaBuffer.Gap(72, 108, 0, 20), new ArenaBuffer.Gap(108, 144, 0, 10)));

      assertThat(Problems.solve(Problems.within(144, stairs)).height()).isEqualTo(144);
    }

    @Test
    void put_one_first_above_and_later_below_another() {
      ArenaLayout layout = Problems.solve(Problems.lowest(List.of(
          parts("a", 0, 2, 4, new ArenaBuffer.Gap(0, 1, 0, 1), new ArenaBuffer.Gap(1, 2, 3, 4)),
          parts("b", 0, 2, 4, new ArenaBuffer.Gap(0, 1, 2, 4), new ArenaBuffer.Gap(1, 2, 0, 2)))));

      assertThat(layout.height()).isEqualTo(4);
    }

    private static ArenaBuffer parts(String id, long start, long end, long size, ArenaBuffer.Gap... gaps) {
      return new ArenaBuffer(id, start, end, size, 1, List.of(gaps), OptionalLong.empty());
    }

    @Test
    void are_no_smaller_than_what_no_step_needs() {
      ArenaLayout layout = Problems.solve(Problems.lowest(List.of(
          ArenaBuffer.of("needed", 0, 2, 3, 1), ArenaBuffer.of("idle", 1, 1, 8, 1))));

      assertThat(layout.height()).isEqualTo(8);
      assertThat(layout.isOptimal()).isTrue();
    }

    @Test
    void end_before_the_last_rounded_byte() {
      ArenaLayout layout = Problems.solve(Problems.lowest(List.of(
          ArenaBuffer.of("a", 0, 2, 65, 64), ArenaBuffer.of("b", 0, 2, 100, 64))));

      assertThat(layout.height()).isEqualTo(193);
      assertThat(layout.isOptimal()).isTrue();
    }
  }

  @Nested
  class Search {

    @ParameterizedTest
    @ValueSource(ints = {10, 25, 50, 75, 100})
    void fills_a_cut_rectangle_to_the_last_byte(int count) {
      for (int seed = 0; seed < 5; seed++) {
        List<ArenaBuffer> buffers = Problems.cut(count, 1000, 1 << 20, new Random(seed));

        assertThat(Problems.solve(Problems.lowest(buffers)).height()).as("seed %d", seed).isEqualTo(1 << 20);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 30, 100})
    void fills_a_rectangle_of_few_steps_to_the_last_byte(int steps) {
      for (int seed = 0; seed < 5; seed++) {
        List<ArenaBuffer> buffers = Problems.cut(100, steps, 1000, new Random(seed));

        assertThat(Problems.solve(Problems.lowest(buffers)).height()).as("seed %d", seed).isEqualTo(1000);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C", "D", "F", "G", "H", "J"})
    void solves_published_problems(String name) throws IOException {
      ArenaLayout layout = Problems.solve(Problems.within(1 << 20, Problems.published(name)));

      assertThat(layout.height()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void agrees_with_trying_every_order() {
      for (int seed = 0; seed < 100; seed++) {
        List<ArenaBuffer> buffers = Problems.few(new Random(seed));
        long lowest = EveryOrder.lowest(buffers);

        ArenaLayout layout = Problems.solve(Problems.lowest(buffers));
        ArenaLayout tooLow = Problems.solve(Problems.within(lowest - 1, buffers));

        assertThat(layout.height()).as("seed %d", seed).isEqualTo(lowest);
        assertThat(layout.isOptimal()).as("seed %d", seed).isTrue();
        assertThat(tooLow.excludes(lowest - 1)).as("seed %d", seed).isTrue();
      }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void claims_no_more_than_trying_every_offset_finds(boolean hasParts) {
      int proved = 0;
      for (int seed = 0; seed < 400; seed++) {
        List<ArenaBuffer> buffers = Problems.small(new Random(seed), hasParts);
        int lowest = EveryOffset.lowest(buffers, 40);
        ArenaLayout layout = lowest < 0 ? null
            : Problems.solve(new ArenaProblem(buffers, OptionalLong.empty(), Duration.ofSeconds(20), 1, seed));
        if (layout != null) {
          assertThat(layout.lowerBound()).as("seed %d", seed).isLessThanOrEqualTo(lowest);
          assertThat(layout.height()).as("seed %d", seed).isGreaterThanOrEqualTo(lowest);
          assertThat(layout.height()).as("seed %d", seed).isEqualTo(lowest);
          proved += layout.isOptimal() ? 1 : 0;
          if (lowest > 0) {
            var tooLow = new ArenaProblem(buffers, OptionalLong.of(lowest - 1), Duration.ofSeconds(20), 1, seed);
            assertThat(Problems.solve(tooLow).excludes(lowest - 1)).as("seed %d", seed).isTrue();
          }
        }
      }
      assertThat(proved).isGreaterThan(300);
    }

    @Test
    void proves_the_lowest_where_each_buffer_has_a_byte_that_all_its_parts_share() {
      for (int seed = 0; seed < 300; seed++) {
        List<ArenaBuffer> buffers = Problems.parts(new Random(seed), false);
        int lowest = EveryOffset.lowest(buffers, 40);
        ArenaLayout layout = Problems.solve(Problems.lowest(buffers));

        assertThat(layout.height()).as("seed %d", seed).isEqualTo(lowest);
        assertThat(layout.isOptimal()).as("seed %d", seed).isTrue();
        assertThat(Problems.solve(Problems.within(lowest - 1, buffers)).excludes(lowest - 1)).as("seed %d", seed)
            .isTrue();
      }
    }

    @Test
    void claims_no_more_than_is_true_where_parts_of_a_buffer_share_no_byte() {
      int found = 0;
      for (int seed = 0; seed < 300; seed++) {
        List<ArenaBuffer> buffers = Problems.parts(new Random(seed), true);
        int lowest = EveryOffset.lowest(buffers, 40);
        ArenaLayout layout =
            Problems.solve(new ArenaProblem(buffers, OptionalLong.empty(), Duration.ofSeconds(20), 1, seed));

        assertThat(layout.height()).as("seed %d", seed).isGreaterThanOrEqualTo(lowest);
        assertThat(layout.lowerBound()).as("seed %d", seed).isLessThanOrEqualTo(lowest);
        found += layout.height() == lowest ? 1 : 0;
      }
      assertThat(found).isGreaterThan(290);
    }

    @Test
    void fills_a_large_rectangle_cut_at_random_places_to_the_last_byte() {
      for (int seed = 0; seed < 3; seed++) {
        List<ArenaBuffer> buffers = Problems.cut(1000, 10_000, 1 << 20, new Random(seed));

        assertThat(Problems.solve(Problems.lowest(buffers)).height()).as("seed %d", seed).isEqualTo(1 << 20);
      }
    }

    @Test
    void proves_that_nothing_fits_although_the_live_bytes_would() {
      // Five that meet in a ring, two at a time: two places are not enough, as for the colours of a pentagon.
      var ring = new ArenaBuffer("a", 0, 10, 1, 1, List.of(new ArenaBuffer.Gap(2, 8, 0, 0)), OptionalLong.empty());
      List<ArenaBuffer> buffers = List.of(ring, ArenaBuffer.of("b", 1, 4, 1, 1), ArenaBuffer.of("c", 3, 6, 1, 1),
          ArenaBuffer.of("d", 5, 8, 1, 1), ArenaBuffer.of("e", 7, 9, 1, 1));

      ArenaLayout lowest = Problems.solve(Problems.lowest(buffers));

      assertThat(lowest.height()).isEqualTo(3);
      assertThat(lowest.isOptimal()).isTrue();
      assertThat(lowest.proof()).isEqualTo(Proof.SEARCH);
      assertThat(Problems.solve(Problems.within(2, buffers)).excludes(2)).isTrue();
    }

    @Test
    void finds_the_same_on_any_number_of_threads() throws IOException {
      for (List<ArenaBuffer> buffers : List.of(Problems.published("G"),
          Problems.cut(100, 12, 1 << 20, new Random(1)))) {
        var alone = Problems.solve(new ArenaProblem(buffers, OptionalLong.of(1 << 20), Problems.AMPLE, 1, 7));
        var together = Problems.solve(new ArenaProblem(buffers, OptionalLong.of(1 << 20), Problems.AMPLE, 3, 7));

        assertThat(together).isEqualTo(alone);
      }
    }

    @Test
    void leaves_the_thread_interrupted_and_answers_with_the_best_so_far() throws IOException {
      List<ArenaBuffer> buffers = Problems.published("E");
      Thread.currentThread().interrupt();

      ArenaLayout layout = Problems.solve(Problems.within(1 << 20, buffers));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(layout.height()).isGreaterThan(1 << 20);
    }
  }

  @Nested
  class Sweeps {

    @Test
    void lay_out_where_greedy_layouts_would_take_too_long() {
      Random random = new Random(3);
      List<ArenaBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < 60_000; i++) {
        long start = random.nextInt(60_000);
        buffers.add(ArenaBuffer.of("b" + i, start, start + 1 + random.nextInt(1000), 1 + random.nextInt(1000), 8));
      }

      ArenaLayout layout = Problems.solve(Problems.lowest(buffers));

      assertThat((double) layout.height()).isLessThan(1.3 * layout.lowerBound());
    }
  }
}
