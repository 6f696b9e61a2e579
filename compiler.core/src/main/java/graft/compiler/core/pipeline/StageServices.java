package graft.compiler.core.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentServiceObjects;

/** The registered implementations of one stage, highest ranking first. Guarded by its owner's lock. */
final class StageServices<S> {

  private final String stage;
  private final CoreRuntime runtime;
  private final long declared;
  private final List<Implementation<S>> implementations = new ArrayList<>();

  /**
   * None yet.
   *
   * @param stage the stage's name
   * @param type its service
   * @param runtime the core, which may have several of its own
   */
  StageServices(String stage, Class<S> type, CoreRuntime runtime) {
    this.stage = stage;
    this.runtime = runtime;
    this.declared = runtime.declared(type);
  }

  /** Adds an implementation, or renews what is known of it. */
  void put(ComponentServiceObjects<S> services) {
    remove(services);
    implementations.add(Implementation.of(stage, services, runtime));
    Collections.sort(implementations);
  }

  void remove(ComponentServiceObjects<S> services) {
    implementations.removeIf(known -> known.reference().equals(services.getServiceReference()));
  }

  /**
   * Those that may take part in a compile.
   *
   * @throws Snapshot.GoneException while the core starts or stops and not all of its own are there
   */
  List<Implementation<S>> accepted() throws Snapshot.GoneException {
    List<Implementation<S>> result = new ArrayList<>();
    long own = 0;
    for (Implementation<S> implementation : implementations) {
      Bundle bundle = implementation.reference().getBundle();
      if (bundle != null && runtime.accepts(bundle)) {
        result.add(implementation);
        own += bundle.equals(runtime.core()) ? 1 : 0;
      }
    }
    if (own < declared) {
      throw new Snapshot.GoneException();
    }
    return result;
  }
}
