package graft.compiler.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.core.GraphBuilder;
import graft.compiler.core.memory.BaselineMemoryPlanner;
import graft.compiler.core.partition.BaselinePartitionRule;
import graft.compiler.core.partition.BaselineSignatures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CompilationTests {

  private static final Stages BASELINE =
      Stages.of(
          List.of(),
          List.of(new BaselinePartitionRule()), List.of(new BaselineSignatures()),
          List.of(new BaselineMemoryPlanner()));

  /** With what a fix does: whatever a partition frees and did not make becomes an input. */
  private static final Stages WITH_FREED_INPUTS =
      Stages.of(
          List.of(),
          List.of(new BaselinePartitionRule()),
          List.of(
              (use, next) -> {
                Set<String> touched = new LinkedHashSet<>(use.touched());
                touched.addAll(use.freed());
                touched.removeAll(use.made());
                return next.apply(use.withTouched(touched));
              },
              new BaselineSignatures()),
          List.of(new BaselineMemoryPlanner()));

  private static Plan plan(PlanRequest request) {
    return plan(BASELINE, request);
  }

  private static Plan plan(Stages stages, PlanRequest request) {
    return new Compilation(stages, request).plan(new Recipe("2.9.0", List.of(), request.options()));
  }

  private static Plan plan(Schedule schedule) {
    return plan(new PlanRequest(schedule, CompileOptions.DEFAULT, Optional.empty()));
  }

  /** A partition allocates a buffer last, which an operator outside fills and a second partition reads. */
  private static GraphBuilder attention() {
    return new GraphBuilder()
        .input("arg0_1")
        .node(GraphBuilder.KERNEL, 400, "arg0_1")
        .node(GraphBuilder.EMPTY, 400)
        .inPlace(GraphBuilder.UNSAFE, "buf1", "buf0")
        .node(GraphBuilder.KERNEL, 400, "mut2", "buf1");
  }

  @Nested
  class GeneratedLines {

    @Test
    void callPartitionsFromTheCaller() {
      Plan plan = plan(attention().returning("buf3"));
      assertThat(plan.partitions()).hasSize(3);
      assertThat(plan.functions().getLast().lines())
          .startsWith(
              new Line.PartitionArguments(0, List.of("arg0_1")),
              new Line.Delete(List.of("arg0_1")),
              new Line.PartitionCall(0, List.of("buf0", "buf1")),
              new Line.Delete(List.of("partition0_args")))
          .endsWith(
              new Line.PartitionArguments(1, List.of("buf1")),
              new Line.Delete(List.of("buf1")),
              new Line.PartitionCall(1, List.of("buf3")),
              new Line.Delete(List.of("partition1_args")));
    }

    @Test
    void loseAnAllocationThatAPartitionReturns() {
      Plan plan = plan(attention().returning("buf3"));
      assertThat(plan.undefinedNames()).containsExactly(new UndefinedName("partition_0", "buf1"));
      assertThat(PlanDefect.in(plan))
          .isInstanceOf(DefectException.class)
          .hasMessage(
              "memory-plan: partition_0 returns buf1, whose allocation was dropped; graft.patch.memoryplan repairs this");
    }

    @Test
    void passNoResultThatHasNoMemory() {
      Schedule schedule =
          new GraphBuilder()
              .input("arg0_1")
              .node(GraphBuilder.EMPTY, 400)
              .inPlace(GraphBuilder.UNSAFE, "buf0", "arg0_1")
              .node(GraphBuilder.KERNEL, 400, "mut1", "buf1")
              .returning("buf2", "buf0");
      Plan plan = plan(WITH_FREED_INPUTS, new PlanRequest(schedule, CompileOptions.DEFAULT, Optional.empty()));
      assertThat(plan.partitions().getLast().signature().inputs()).contains("buf1");
      assertThat(plan.undefinedNames()).isEmpty();
    }

    @Test
    void keepAnAllocationThatTheGraphReturns() {
      assertThat(plan(attention().returning("buf3", "buf1")).undefinedNames()).isEmpty();
    }
  }

  @Nested
  class StoredLinesOfAnotherGraph {

    private static final Schedule SCHEDULE =
        new GraphBuilder().input("arg0_1").node(GraphBuilder.KERNEL, 4, "arg0_1").returning("buf0");

    private static PlanRequest stored(FunctionLines... functions) {
      return new PlanRequest(SCHEDULE, CompileOptions.DEFAULT, Optional.of(List.of(functions)));
    }

    private static FunctionLines function(String name, Line... lines) {
      return new FunctionLines(name, List.of(lines), Set.of());
    }

    private static FunctionLines caller(Line... lines) {
      return new FunctionLines(null, List.of(lines), Set.of());
    }

    @Test
    void areRefused() {
      assertThatThrownBy(() -> plan(stored(caller())))
          .isInstanceOf(CompileException.class)
          .hasMessage("the stored lines do not fit: 0 partition functions, but the graph is cut into 1");
      assertThatThrownBy(() -> plan(stored(function("partition_0"), caller())))
          .hasMessage("the stored lines do not fit: the caller never calls partition 0");
      assertThatThrownBy(
          () -> plan(stored(function("partition_0"), caller(new Line.PartitionArguments(0, List.of())))))
          .hasMessage("the stored lines do not fit: the call of partition 0 is not complete");
      assertThatThrownBy(
          () -> plan(stored(function("partition_0"), caller(new Line.PartitionArguments(3, List.of())))))
          .hasMessage("the stored lines do not fit: the caller calls partition 3 where 0 is next");
    }

    @Test
    void areMissingWhereTheStoredCompileDied() {
      assertThatThrownBy(() -> plan(stored()))
          .isInstanceOfSatisfying(
              CompileException.class, failure -> assertThat(failure.code()).isEqualTo("nothing-stored"));
    }
  }
}
