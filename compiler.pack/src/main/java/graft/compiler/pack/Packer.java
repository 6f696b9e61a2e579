package graft.compiler.pack;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.arena.ArenaProblem;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;

/** The planner at the end of the chain: greedy layouts, and exact search where they are above the lower bound. */
@Component
public final class Packer implements ArenaPlanner {

  @Override
  public ArenaLayout plan(ArenaProblem problem, Function<ArenaProblem, ArenaLayout> next) {
    return new Packing(problem).solve();
  }
}
