package graft.compiler.console.plan;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Plan.StageNanos;
import graft.compiler.api.plan.Reordering;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** A schedule of three nodes, the middle one split out, and its plan. */
final class Fixture {

  static final List<Line> BEFORE = List.of(
      new Line.Allocate("buf0", 0, "ComputedBuffer"),
      new Line.FreeIfNotReused("buf0", 0, false, true),
      new Line.Allocate("buf1", 1, "ComputedBuffer"),
      new Line.Allocate("buf2", 1, "ComputedBuffer"));
  static final List<Line> AFTER = List.of(
      new Line.Allocate("buf0", 0, "ComputedBuffer"),
      new Line.FreeIfNotReused("buf0", 0, true, true),
      new Line.Reuse("buf0", "buf1", true));

  private Fixture() {}

  static StoredSchedule stored() {
    return stored(Optional.of(List.of(
        new FunctionLines("partition_0", BEFORE, Set.of()),
        new FunctionLines("partition_1", List.of(), Set.of()),
        new FunctionLines(null, List.of(new Line.Other("CommentLine")), Set.of()))));
  }

  /** One whose compile died in stage 1. */
  static StoredSchedule dead() {
    return stored(Optional.empty());
  }

  private static StoredSchedule stored(Optional<List<FunctionLines>> lines) {
    var schedule = new Schedule(List.of(node("op0"), node("op1"), node("op2")), new LinkedHashMap<>(),
        new LinkedHashMap<>(), Set.of(), List.of(), Map.of());
    return new StoredSchedule("three", "2.9.0+cu128", CompileOptions.DEFAULT, schedule, lines);
  }

  static Plan plan(StageNanos nanos, UndefinedName... undefined) {
    var recipe = new Recipe("2.9.0",
        List.of(new Recipe.Step("memory-plan", "fix", "patch", "1", "digest", 100, "memoryplan", new TreeMap<>())),
        CompileOptions.DEFAULT);
    List<Node> order = List.of(node("op0"), node("op2"), node("op1"));
    var partitions = List.of(
        partition("op0", false, List.of("arg0", "arg1"), List.of("buf1", "arg1"), Set.of("arg0")),
        partition("op2", true, List.of("buf1"), List.of("buf1"), Set.of()),
        partition("op1", false, List.of("buf1"), List.of("buf2"), Set.of("buf1")));
    var functions = List.of(
        new FunctionPlan("partition_0", OptionalLong.of(2048), AFTER),
        new FunctionPlan("partition_1", OptionalLong.of(2048), List.of()),
        new FunctionPlan(null, OptionalLong.empty(), List.of(new Line.Other("CommentLine"))));
    return new Plan(recipe, new Reordering(List.of(node("op0"), node("op1"), node("op2")), order), partitions,
        functions,
        List.of(undefined), nanos);
  }

  private static Partition partition(
      String node, boolean skipCudagraph, List<String> inputs, List<String> outputs, Set<String> deallocated) {
    return new Partition(List.of(node(node)),
        new Signature(inputs, outputs, deallocated, skipCudagraph, List.of(), List.of("s0")));
  }

  private static Node node(String name) {
    var operation = new Node.Operation("ComputedBuffer", Optional.empty(), true, false, false);
    return new Node.Single(name, List.of(), List.of(), List.of(), List.of(), List.of(), "cuda:0", true, List.of(),
        operation);
  }
}
