package graft.compiler.console.plan;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The one arena in which the memory of a stored plan would lie, as that of a compiled model does. */
final class PlannedArena {

  /** What a compile spends at most. */
  private static final Duration BUDGET = Duration.ofMillis(50);

  private PlannedArena() {}

  /**
   * Lays out; sizes that are symbolic count as what the schedule says of them.
   *
   * @return empty where the plan cannot run or has nested subgraphs, and where no planner is there
   * @throws CompileException if the planners' layout is none
   */
  static Optional<ArenaLayout> of(Schedule schedule, Plan plan, Function<ArenaProblem, ArenaLayout> planners) {
    if (!plan.undefinedNames().isEmpty()) {
      return Optional.empty();
    }
    Optional<List<ArenaBuffer>> lifetimes = PlanLifetimes.of(schedule, plan);
    if (lifetimes.isEmpty()) {
      return Optional.empty();
    }
    var problem = new ArenaProblem(lifetimes.get(), OptionalLong.empty(), BUDGET, 1, 1);
    ArenaLayout layout;
    try {
      layout = planners.apply(problem);
    } catch (CompileException e) {
      if (e.code().equals("not-ready")) {
        return Optional.empty();
      }
      throw e;
    }
    ArenaCheck.violation(problem, layout).ifPresent(violation -> {
      throw new CompileException("defect." + ArenaPlanner.STAGE, "the arena's layout is none: " + violation);
    });
    return Optional.of(layout);
  }
}
