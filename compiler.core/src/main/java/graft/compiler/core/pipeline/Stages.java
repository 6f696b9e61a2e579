package graft.compiler.core.pipeline;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.stage.Fuser;
import graft.compiler.api.stage.MemoryPlanRequest;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionQuestion;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import graft.compiler.api.stage.PartitionUse;
import graft.compiler.api.stage.Verdict;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The stages of one compile, each a chain of implementations folded into one function.
 *
 * @param fuser the stage before the first; stored schedules do not pass it
 * @param rule stage 1
 * @param signatures stage 4
 * @param planner stage 5
 */
public record Stages(
    UnaryOperator<Lowered> fuser,
    Function<PartitionQuestion, Verdict> rule,
    Function<PartitionUse, Signature> signatures,
    Function<MemoryPlanRequest, FunctionPlan> planner) {

  /** The chains of these implementations, highest ranking first. */
  public static Stages of(
      List<Fuser> fusers,
      List<PartitionRule> rules,
      List<PartitionSignatures> signatures,
      List<MemoryPlanner> planners) {
    Function<Lowered, Lowered> fuser = chain(fusers, one -> (lowered, next) -> one.fuse(lowered, next::apply));
    return new Stages(
        fuser::apply,
        chain(rules, rule -> rule::decide),
        chain(signatures, signature -> signature::sign),
        chain(planners, planner -> planner::plan));
  }

  private static <S, Q, A> Function<Q, A> chain(
      List<S> implementations, Function<S, BiFunction<Q, Function<Q, A>, A>> stage) {
    Function<Q, A> chain =
        _ -> {
          throw new IllegalStateException("nothing stands below the baseline of a stage");
        };
    for (S implementation : implementations.reversed()) {
      BiFunction<Q, Function<Q, A>, A> step = stage.apply(implementation);
      Function<Q, A> next = chain;
      chain = request -> step.apply(request, next);
    }
    return chain;
  }
}
