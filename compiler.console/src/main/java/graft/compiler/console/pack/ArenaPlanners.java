package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** All planners that there are, best first, for commands. Safe for any thread. */
@Component(service = ArenaPlanners.class)
public final class ArenaPlanners implements Function<ArenaProblem, ArenaLayout> {

  private final NavigableMap<ServiceReference<ArenaPlanner>, ArenaPlanner> planners = new ConcurrentSkipListMap<>();

  /** Called by the framework. */
  public ArenaPlanners() {}

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addPlanner(ServiceReference<ArenaPlanner> reference, ArenaPlanner planner) {
    planners.put(reference, planner);
  }

  void removePlanner(ServiceReference<ArenaPlanner> reference) {
    planners.remove(reference);
  }

  /**
   * Lays out by those that are there now.
   *
   * @throws CompileException if there is none, or it went away meanwhile
   */
  @Override
  public ArenaLayout apply(ArenaProblem problem) {
    try {
      return ArenaPlanner.chain(List.copyOf(planners.descendingMap().values())).apply(problem);
    } catch (LinkageError e) {
      throw new CompileException("not-ready", "the arena planner went away: " + e.getMessage());
    }
  }
}
