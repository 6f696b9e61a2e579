package graft.compiler.console.fixes;

import graft.compiler.api.stage.Fix;
import graft.compiler.console.component.Components;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Finds out why compiles do not use a fix. The framework is asked about the present; nothing is remembered. */
final class FixState {

  private static final String NAME = Fix.PREFIX_ + "name";

  private final Runtimes runtimes;
  private final FrameworkWiring framework;
  private final Components components;

  FixState(BundleContext context, Components components) {
    runtimes = new Runtimes(context);
    framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    this.components = components;
  }

  /** The reasons; none where compiles use it. */
  List<String> reasonsAgainst(String fix, Bundle bundle, BundleRevision revision) {
    List<String> reasons = bundle.getState() == Bundle.INSTALLED ? unmet(revision) : stale(bundle);
    if (!reasons.isEmpty()) {
      return reasons;
    }
    if (bundle.getState() != Bundle.ACTIVE) {
      return List.of("not started (start " + bundle.getBundleId() + ")");
    }
    if (provides(bundle, fix)) {
      return List.of();
    }
    reasons = components.obstacles(bundle, NAME, fix);
    return reasons.isEmpty() ? List.of("started, but provides no service") : reasons;
  }

  /** What the bundle requires and nobody provides. */
  private List<String> unmet(BundleRevision revision) {
    List<String> unmet = new ArrayList<>();
    for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
      if (isMandatory(requirement) && !isProvided(requirement)) {
        unmet.add(requirement.getNamespace().equals(Fix.RUNTIME_NAMESPACE)
            ? "needs graft.runtime " + Gate.of(requirement) + ", this is " + runtimes.text()
            : "needs " + requirement.getNamespace() + " " + requirement.getDirectives().get("filter")
                + ", which nobody provides");
      }
    }
    return unmet;
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    var directives = requirement.getDirectives();
    return !"optional".equals(directives.get("resolution"))
        && directives.getOrDefault("effective", "resolve").equals("resolve");
  }

  private boolean isProvided(BundleRequirement requirement) {
    return framework.findProviders(requirement).stream().anyMatch(provider -> isCurrent(provider.getRevision()));
  }

  /** Wires to a runtime that has been updated or uninstalled since. */
  private List<String> stale(Bundle bundle) {
    List<String> stale = new ArrayList<>();
    for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires(Fix.RUNTIME_NAMESPACE)) {
      BundleRevision runtime = wire.getProvider();
      if (!isCurrent(runtime)) {
        stale.add("still wired to the previous core, " + Runtimes.version(wire.getCapability()) + ", this is "
            + runtimes.text() + " (refresh " + runtime.getBundle().getBundleId() + ")");
      } else if (runtime.getBundle().getState() != Bundle.ACTIVE) {
        stale.add("its runtime " + runtime.getBundle().getSymbolicName() + " is not started");
      }
    }
    return stale;
  }

  private static boolean isCurrent(BundleRevision revision) {
    return revision.equals(revision.getBundle().adapt(BundleRevision.class));
  }

  private static boolean provides(Bundle bundle, String fix) {
    ServiceReference<?>[] services = bundle.getRegisteredServices();
    return services != null && Arrays.stream(services).anyMatch(service -> fix.equals(service.getProperty(NAME)));
  }
}
