package graft.compiler.api.arena;

import graft.compiler.api.compile.CompileException;
import java.util.List;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The stage that lays out memory. All services of it form a chain, highest {@code service.ranking} first, so that one can be
 * replaced or repaired by a bundle like any stage; see {@link graft.compiler.api.stage}. Safe for any number of threads.
 */
@ConsumerType
public interface ArenaPlanner {

  /** The stage's name in recipes and in {@link graft.compiler.api.stage.Fix#stage()}. */
  String STAGE = "arena";

  /**
   * Lays out. Where the thread is interrupted it answers with the best that it has, the thread still interrupted.
   *
   * @param problem what shall lie where
   * @param next the implementation this one stands on
   * @return an offset for each buffer such that no two overlap; within the capacity if a layout was found that is
   * @throws CompileException if no layout at all was found: buffers with fixed offsets overlap
   */
  ArenaLayout plan(ArenaProblem problem, Function<ArenaProblem, ArenaLayout> next);

  /**
   * Planners as one, each with the rest of the list to stand on.
   *
   * @param planners highest ranking first
   * @return throws {@link CompileException} where the last of them asks for another
   */
  static Function<ArenaProblem, ArenaLayout> chain(List<? extends ArenaPlanner> planners) {
    Function<ArenaProblem, ArenaLayout> chain = _ -> {
      throw new CompileException("not-ready", "no arena planner is there to lay out with");
    };
    for (ArenaPlanner planner : planners.reversed()) {
      Function<ArenaProblem, ArenaLayout> next = chain;
      chain = problem -> planner.plan(problem, next);
    }
    return chain;
  }
}
