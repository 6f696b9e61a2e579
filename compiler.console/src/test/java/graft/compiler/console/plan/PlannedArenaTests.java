package graft.compiler.console.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlannedArenaTests {

  private final SequencedMap<String, Buffer> buffers = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();

  @Nested
  class Lifetimes {

    @Test
    void last_from_the_first_launch_that_touches_memory_to_the_last() {
      own("buf0", 100);
      own("buf1", 64);
      own("buf2", 1);
      outputs.add("buf2");

      assertThat(lifetimes(caller(allocate("buf0"), launch("arg0", "buf0"), allocate("buf1"), launch("buf0", "buf1"),
          free("buf0"), allocate("buf2"), launch("buf1", "buf2"), free("buf1"))))
          .containsExactly(lives("buf0", 0, 2, 128), lives("buf1", 1, 3, 64), lives("buf2", 2, 4, 64));
    }

    @Test
    void go_through_the_functions_that_are_called() {
      own("buf0", 64);
      own("buf1", 64);

      assertThat(lifetimes(
          new FunctionPlan("partition_0", OptionalLong.empty(), List.of(allocate("buf0"), launch("buf0"))),
          caller(new Line.PartitionCall(0, List.of("buf0")), allocate("buf1"), launch("buf0", "buf1"))))
          .containsExactly(lives("buf0", 0, 2, 64), lives("buf1", 1, 2, 64));
    }

    @Test
    void are_joined_where_a_node_works_in_place() {
      own("buf0", 64);
      own("buf1", 64);
      node("op1", "buf1", "buf0");

      assertThat(lifetimes(caller(allocate("buf0"), launch("buf0"), reuse("buf0", "buf1"), launch("buf1"))))
          .containsExactly(lives("buf0", 0, 2, 64));
    }

    @Test
    void are_apart_where_memory_is_taken_over_and_its_content_is_not() {
      own("buf0", 64);
      own("buf1", 64);
      node("op1", "buf1", "arg0");

      assertThat(lifetimes(caller(allocate("buf0"), launch("buf0"), reuse("buf0", "buf1"), launch("buf1"))))
          .containsExactly(lives("buf0", 0, 1, 64), lives("buf1", 1, 2, 64));
    }

    @Test
    void of_results_begin_with_the_call_that_makes_them() {
      buffer("buf0", Layout.MULTI_OUTPUT, 0);
      own("buf1", 64);
      own("buf2", 64);

      assertThat(lifetimes(caller(new Line.Extern("buf0", "split", List.of("arg0"), true),
          new Line.Extern("buf2", "mm", List.of("arg0"), true), new Line.MultiOutput("buf1", "buf0"),
          launch("buf1", "buf2"))))
          .containsExactly(lives("buf2", 1, 3, 64), lives("buf1", 0, 3, 64));
    }

    @Test
    void of_views_are_those_of_what_they_look_at() {
      own("buf0", 64);
      buffer("buf1", Layout.NON_OWNING, 32, "buf0", "buf1");

      assertThat(lifetimes(caller(allocate("buf0"), launch("buf0"), launch("buf1"), launch("arg0"), launch("buf1"))))
          .containsExactly(lives("buf0", 0, 4, 64));
    }
  }

  @Nested
  class Layouts {

    @Test
    void are_unknown_where_the_plan_cannot_run() {
      Plan plan = plan(caller(), new UndefinedName("call", "buf0"));
      assertThat(PlannedArena.of(schedule(), plan, PlannedArenaTests::floor)).isEmpty();
    }

    @Test
    void are_unknown_where_subgraphs_are_nested() {
      Plan plan = plan(caller(new Line.EnterSubgraph(Map.of()), new Line.ExitSubgraph(Map.of())));
      assertThat(PlannedArena.of(schedule(), plan, PlannedArenaTests::floor)).isEmpty();
    }

    @Test
    void are_checked() {
      own("buf0", 64);
      own("buf1", 64);
      Plan plan = plan(caller(allocate("buf0"), allocate("buf1"), launch("buf0", "buf1")));
      assertThatThrownBy(() -> PlannedArena.of(schedule(), plan, PlannedArenaTests::floor))
          .isInstanceOf(CompileException.class).hasMessageContaining("buf0 and buf1 overlap");
    }
  }

  /** All at the bottom, whatever overlaps. */
  private static ArenaLayout floor(ArenaProblem problem) {
    long height = problem.buffers().stream().mapToLong(ArenaBuffer::size).max().orElse(0);
    return new ArenaLayout(problem.buffers().stream().map(_ -> 0L).toList(), height, height, ArenaLayout.Proof.LIVE);
  }

  private List<ArenaBuffer> lifetimes(FunctionPlan... functions) {
    return PlanLifetimes.of(schedule(), plan(List.of(functions))).orElseThrow();
  }

  private Schedule schedule() {
    return new Schedule(nodes, buffers, new LinkedHashMap<>(), Set.of(), outputs, Map.of());
  }

  private static Plan plan(FunctionPlan function, UndefinedName... undefined) {
    return plan(List.of(function), undefined);
  }

  private static Plan plan(List<FunctionPlan> functions, UndefinedName... undefined) {
    Plan plan = Fixture.plan(new Plan.StageNanos(1, 1, 1), undefined);
    return new Plan(plan.recipe(), plan.reordering(), List.of(), functions, plan.undefinedNames(), plan.nanos());
  }

  private void own(String name, long bytes) {
    buffer(name, Layout.FIXED, bytes);
  }

  private void buffer(String name, Layout layout, long bytes, String... aliases) {
    var storage = new Buffer.Storage("float32", List.of(), List.of(), bytes, bytes, "");
    buffers.put(name, new Buffer(name, "ComputedBuffer", layout, "cuda:0", storage, true, List.of(aliases), List.of(),
        List.of(), bytes, bytes));
  }

  private void node(String name, String writes, String reads) {
    var operation = new Node.Operation("ComputedBuffer", Optional.empty(), true, false, false);
    nodes.add(new Node.Single(name, List.of(writes), List.of(new Dependency(Dependency.Kind.MEMORY, reads)), List.of(),
        List.of(), List.of(), "cuda:0", true, List.of(), operation));
  }

  private static FunctionPlan caller(Line... lines) {
    return new FunctionPlan(null, OptionalLong.empty(), Arrays.asList(lines));
  }

  private static Line allocate(String buffer) {
    return new Line.Allocate(buffer, 0, "ComputedBuffer");
  }

  private static Line reuse(String buffer, String as) {
    return new Line.Reuse(buffer, as, true);
  }

  private static Line free(String buffer) {
    return new Line.FreeIfNotReused(buffer, 0, false, true);
  }

  private static Line launch(String... args) {
    return new Line.KernelCall("kernel", Arrays.asList(args));
  }

  private static ArenaBuffer lives(String buffer, long start, long end, long bytes) {
    return ArenaBuffer.of(buffer, start, end, bytes, 64);
  }
}
