package graft.compiler.jvm.replay;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Where a greedy layout is above the lower bound, planners get a short time to find a smaller one. */
final class PlannedArena {

  /** What a compile spends at most, for each set of sizes. */
  private static final Duration BUDGET = Duration.ofMillis(50);

  private PlannedArena() {}

  /**
   * The smaller one of the greedy layout and the planners'.
   *
   * @param planners best first; may be none
   * @throws CompileException if the planners' layout is none
   */
  static ArenaLayout of(List<Lifetime> lifetimes, List<ArenaPlanner> planners) {
    ArenaLayout greedy = ArenaLayout.of(lifetimes);
    if (planners.isEmpty() || greedy.bytes() == greedy.lowerBound()) {
      return greedy;
    }
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (Lifetime one : lifetimes) {
      buffers.add(ArenaBuffer.of("" + buffers.size(), one.first(), one.last() + 1L, ArenaLayout.aligned(one.bytes()),
          ArenaLayout.ALIGNMENT));
    }
    var problem = new ArenaProblem(buffers, OptionalLong.empty(), BUDGET, 1, 1);
    graft.compiler.api.arena.ArenaLayout planned;
    try {
      planned = ArenaPlanner.chain(planners).apply(problem);
    } catch (LinkageError e) {
      // the planner's bundle went away meanwhile
      return greedy;
    }
    ArenaCheck.violation(problem, planned).ifPresent(violation -> {
      throw new CompileException("defect." + ArenaPlanner.STAGE, "the arena's layout is none: " + violation);
    });
    return new ArenaLayout(
        planned.height() < greedy.bytes() ? planned.offsets() : greedy.offsets(),
        Math.min(planned.height(), greedy.bytes()), planned.lowerBound(), planned.proof());
  }
}
