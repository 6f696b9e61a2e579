package graft.compiler.core.pipeline;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stage services that one compile uses from its start to its end, and gives back then. */
final class Snapshot implements AutoCloseable {

  private final List<Held<?>> held = new ArrayList<>();
  private final Stages stages;

  private record Held<S>(Implementation<S> implementation, S service) {

    void release() {
      implementation.services().ungetService(service);
    }
  }

  private Snapshot(
      List<Implementation<PartitionRule>> rules,
      List<Implementation<PartitionSignatures>> signatures,
      List<Implementation<MemoryPlanner>> planners)
      throws GoneException {
    try {
      stages = Stages.of(hold(rules), hold(signatures), hold(planners));
    } catch (GoneException e) {
      close();
      throw e;
    }
  }

  /** A service that went away between being listed and being asked for. */
  static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Holds these implementations, or null if one of them went away meanwhile. */
  static @Nullable Snapshot tryHold(
      List<Implementation<PartitionRule>> rules,
      List<Implementation<PartitionSignatures>> signatures,
      List<Implementation<MemoryPlanner>> planners) {
    try {
      return new Snapshot(rules, signatures, planners);
    } catch (GoneException _) {
      return null;
    }
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

  Stream<Recipe.Step> steps() {
    return held.stream().map(one -> one.implementation().step().get());
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
