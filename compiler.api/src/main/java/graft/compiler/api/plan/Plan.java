package graft.compiler.api.plan;

import graft.compiler.api.compile.Recipe;
import java.util.List;

/**
 * The result of stages 1 to 5 on one schedule.
 *
 * @param recipe which implementation of each stage made it
 * @param reordering the node orders of stage 2
 * @param partitions the cut graph with its signatures
 * @param functions one plan for each partition function, in order, then the caller's
 * @param undefinedNames what the verifier found; a plan with findings must not run
 * @param nanos how long the stages took
 */
public record Plan(
    Recipe recipe,
    Reordering reordering,
    List<Partition> partitions,
    List<FunctionPlan> functions,
    List<UndefinedName> undefinedNames,
    StageNanos nanos) {

  public Plan {
    partitions = List.copyOf(partitions);
    functions = List.copyOf(functions);
    undefinedNames = List.copyOf(undefinedNames);
  }

  /** Elapsed nanoseconds: of stages 1 and 2, of stages 3 and 4, and of stage 5 with the verifier. */
  public record StageNanos(long reorder, long partition, long plan) {}
}
