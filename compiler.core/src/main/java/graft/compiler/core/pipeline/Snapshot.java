package graft.compiler.core.pipeline;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.stage.Fuser;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import java.util.ArrayList;
import java.util.List;

/** The stage services that one compile uses from its start to its end, and gives back then. */
final class Snapshot implements AutoCloseable {

  private final List<Held<?>> held = new ArrayList<>();
  private final Stages stages;

  private record Held<S>(Implementation<S> implementation, S service) {

    void release() {
      try {
        implementation.services().ungetService(service);
      } catch (IllegalArgumentException _) {
        // Felix 7.0.5 forgets its use where another compile gives back the last one at this moment; there is nothing to give back.
      } catch (IllegalStateException _) {
        // The pipeline was deactivated meanwhile, and everything given back for it.
      }
    }
  }

  /**
   * Holds these implementations.
   *
   * @throws GoneException if one of them went away meanwhile
   */
  Snapshot(
      List<Implementation<Fuser>> fusers,
      List<Implementation<PartitionRule>> rules,
      List<Implementation<PartitionSignatures>> signatures,
      List<Implementation<MemoryPlanner>> planners)
      throws GoneException {
    try {
      stages = Stages.of(hold(fusers), hold(rules), hold(signatures), hold(planners));
    } catch (GoneException e) {
      close();
      throw e;
    }
  }

  /** A service that is not there yet, or no more. */
  static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private <S> List<S> hold(List<Implementation<S>> implementations) throws GoneException {
    List<S> services = new ArrayList<>();
    for (Implementation<S> implementation : implementations) {
      S service = implementation.services().getService();
      if (service == null) {
        throw new GoneException();
      }
      held.add(new Held<>(implementation, service));
      services.add(service);
    }
    return services;
  }

  Stages stages() {
    return stages;
  }

  /**
   * Its steps in a recipe. They are read from the bundles, so they are sure to tell what is held only if it {@link #isCurrent()
   * is current} afterwards.
   */
  List<Recipe.Step> steps() {
    return held.stream().map(one -> one.implementation().step().get()).toList();
  }

  /** Whether every service it holds is still registered. */
  boolean isCurrent() {
    return held.stream().allMatch(one -> one.implementation().reference().getBundle() != null);
  }

  @Override
  public void close() {
    held.forEach(Held::release);
  }
}
