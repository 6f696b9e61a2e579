package graft.compiler.core.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentServiceObjects;

/** The registered implementations of one stage, highest ranking first. Guarded by its owner's lock. */
final class StageServices<S> {

  private final String stage;
  private final List<Implementation<S>> implementations = new ArrayList<>();

  StageServices(String stage) {
    this.stage = stage;
  }

  /** Adds an implementation, or renews what is known of it. */
  void put(ComponentServiceObjects<S> services, Bundle core) {
    remove(services);
    implementations.add(Implementation.of(stage, services, core));
    Collections.sort(implementations);
  }

  void remove(ComponentServiceObjects<S> services) {
    implementations.removeIf(known -> known.reference().equals(services.getServiceReference()));
  }

  /** Those whose bundle is accepted. */
  List<Implementation<S>> from(Predicate<Bundle> accepted) {
    List<Implementation<S>> result = new ArrayList<>();
    for (Implementation<S> implementation : implementations) {
      Bundle bundle = implementation.reference().getBundle();
      if (bundle != null && accepted.test(bundle)) {
        result.add(implementation);
      }
    }
    return result;
  }
}
