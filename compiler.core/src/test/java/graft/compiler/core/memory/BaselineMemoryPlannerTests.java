package graft.compiler.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.api.stage.MemoryPlanRequest;
import graft.compiler.api.stage.PeakEstimate;
import graft.compiler.core.GraphBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BaselineMemoryPlannerTests {

  private static final Schedule SCHEDULE =
      new GraphBuilder()
          .input("arg0_1")
          .node(GraphBuilder.KERNEL, 400, "arg0_1")
          .node(GraphBuilder.KERNEL, 400, "buf0")
          .node(GraphBuilder.KERNEL, 800, "buf1")
          .node(GraphBuilder.KERNEL, 400, "buf2")
          .returning("buf3");
  private static final CompileOptions NO_REUSE = new CompileOptions(true, false, false, Set.of());

  private static FunctionPlan plan(CompileOptions options, Set<String> removed, PeakEstimate peak, Line... lines) {
    var function = new FunctionLines("partition_0", List.of(lines), removed);
    var request = new MemoryPlanRequest(SCHEDULE, options, function, Optional.empty(), Set.of("buf3"), peak);
    return new BaselineMemoryPlanner().plan(request, _ -> {
      throw new AssertionError("the baseline ends the chain");
    });
  }

  private static List<Line> planned(PeakEstimate peak, Line... lines) {
    return plan(CompileOptions.DEFAULT, Set.of(), peak, lines).lines();
  }

  private static Line.Allocate allocate(String buffer, int step) {
    return new Line.Allocate(buffer, step, "ComputedBuffer");
  }

  private static Line.FreeIfNotReused free(String buffer, int step) {
    return new Line.FreeIfNotReused(buffer, step, false, true);
  }

  private static Line.FreeIfNotReused reused(String buffer, int step) {
    return new Line.FreeIfNotReused(buffer, step, true, true);
  }

  private static final Line KERNEL = new Line.KernelCall("kernel", List.of());

  /** An estimate whose steps all use the same. */
  private record FlatPeak(long peak, long value) implements PeakEstimate {

    @Override
    public long between(int step, int laterStep) {
      return step + 1 < laterStep ? value : 0;
    }

    @Override
    public void raise(int step, int laterStep, long bytes) {}
  }

  private static final PeakEstimate ROOM = new FlatPeak(1000, 0);
  private static final PeakEstimate NO_ROOM = new FlatPeak(1000, 601);

  @Nested
  class TheEnd {

    @Test
    void losesMemoryLinesThatAreAboutNoOutput() {
      assertThat(planned(ROOM, KERNEL, allocate("buf1", 1), free("buf0", 1), Line.Null.INSTANCE))
          .containsExactly(KERNEL);
    }

    @Test
    void keepsEverythingUpToALineAboutAnOutput() {
      assertThat(planned(ROOM, allocate("buf1", 1), allocate("buf3", 1), allocate("buf2", 1)))
          .containsExactly(allocate("buf1", 1), allocate("buf3", 1));
    }

    @Test
    void keepsWhatAFreeFollows() {
      Line free = new Line.Free("arg0_1");
      assertThat(planned(ROOM, allocate("buf1", 1), free)).containsExactly(allocate("buf1", 1), free);
    }

    @Test
    void judgesAReuseByTheBufferThatIsReused() {
      assertThat(planned(ROOM, KERNEL, new Line.Reuse("buf0", "buf3", true))).containsExactly(KERNEL);
    }
  }

  @Nested
  class Reuse {

    @Test
    void takesTheNewestFreedBufferOfTheSameKey() {
      assertThat(planned(ROOM, free("buf0", 0), free("buf3", 1), allocate("buf1", 5), KERNEL))
          .containsExactly(free("buf0", 0), reused("buf3", 1), new Line.Reuse("buf3", "buf1", true), KERNEL);
    }

    @Test
    void isFreeInTheStepAfter() {
      assertThat(planned(NO_ROOM, free("buf0", 0), allocate("buf1", 1), KERNEL))
          .containsExactly(reused("buf0", 0), new Line.Reuse("buf0", "buf1", true), KERNEL);
    }

    @Test
    void mustNotRaiseThePeakInBetween() {
      assertThat(planned(NO_ROOM, free("buf0", 0), allocate("buf1", 2), KERNEL))
          .containsExactly(free("buf0", 0), allocate("buf1", 2), KERNEL);
      assertThat(planned(new FlatPeak(1000, 600), free("buf0", 0), allocate("buf1", 2), KERNEL))
          .contains(new Line.Reuse("buf0", "buf1", true));
    }

    @Test
    void needsEqualSizes() {
      assertThat(planned(ROOM, free("buf0", 0), allocate("buf2", 1), KERNEL))
          .containsExactly(free("buf0", 0), allocate("buf2", 1), KERNEL);
    }

    @Test
    void skipsWhatIsNotReusable() {
      Line shared = new Line.FreeIfNotReused("buf0", 0, false, false);
      assertThat(planned(ROOM, shared, allocate("buf1", 1), KERNEL))
          .containsExactly(shared, allocate("buf1", 1), KERNEL);
    }

    @Test
    void staysWithinANestedSubgraph() {
      Line enter = new Line.EnterSubgraph(Map.of());
      Line exit = new Line.ExitSubgraph(Map.of());
      assertThat(planned(ROOM, free("buf0", 0), enter, allocate("buf1", 1), exit, allocate("buf3", 1), KERNEL))
          .containsExactly(
              reused("buf0", 0), enter, allocate("buf1", 1), exit, new Line.Reuse("buf0", "buf3", true), KERNEL);
    }

    @Test
    void canBeOff() {
      FunctionPlan plan = plan(NO_REUSE, Set.of(), ROOM, free("buf0", 0), allocate("buf1", 1), KERNEL);
      assertThat(plan.lines()).containsExactly(free("buf0", 0), allocate("buf1", 1), KERNEL);
      assertThat(plan.estimatedPeakBytes()).isEmpty();
    }

    @Test
    void ignoresAnExitWithoutAnEnter() {
      Line exit = new Line.ExitSubgraph(Map.of());
      assertThat(planned(ROOM, exit, allocate("buf1", 1), KERNEL)).containsExactly(exit, allocate("buf1", 1), KERNEL);
    }
  }

  @Test
  void emptiesLinesOfRemovedBuffers() {
    Line reuse = new Line.Reuse("buf0", "buf1", true);
    assertThat(
        plan(CompileOptions.DEFAULT, Set.of("buf0"), ROOM, allocate("buf0", 0), free("buf0", 0), reuse, KERNEL)
            .lines())
        .containsExactly(Line.Null.INSTANCE, Line.Null.INSTANCE, Line.Null.INSTANCE, KERNEL);
  }

  @Test
  void tellsTheEstimatedPeak() {
    assertThat(plan(CompileOptions.DEFAULT, Set.of(), ROOM, KERNEL).estimatedPeakBytes()).hasValue(1000);
  }
}
