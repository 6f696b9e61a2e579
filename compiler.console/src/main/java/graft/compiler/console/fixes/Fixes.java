package graft.compiler.console.fixes;

import graft.compiler.api.stage.Fix;
import graft.compiler.console.component.Components;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** The fixes that are installed in a framework, resolved or not, and its runtime. */
final class Fixes {

  private final BundleContext context;
  private final FixState state;

  Fixes(BundleContext context, Components components) {
    this.context = context;
    state = new FixState(context, components);
  }

  /** Every fix, by name. */
  List<InstalledFix> all() {
    List<InstalledFix> fixes = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      var revision = bundle.adapt(BundleRevision.class);
      if (revision != null) {
        for (BundleCapability fix : revision.getDeclaredCapabilities(Fix.NAMESPACE)) {
          fixes.add(describe(fix, bundle, revision));
        }
      }
    }
    fixes.sort(Comparator.comparing(InstalledFix::name).thenComparing(InstalledFix::id));
    return fixes;
  }

  private InstalledFix describe(BundleCapability fix, Bundle bundle, BundleRevision revision) {
    String name = attribute(fix, Fix.NAMESPACE);
    return new InstalledFix(name, attribute(fix, "stage"), attribute(fix, "defect"), attribute(fix, "upstream"),
        Gate.of(revision), bundle.getSymbolicName(), bundle.getVersion().toString(), bundle.getBundleId(),
        state.reasonsAgainst(name, bundle, revision));
  }

  private static String attribute(BundleCapability fix, String name) {
    Object value = fix.getAttributes().get(name);
    return value == null ? "" : value.toString();
  }
}
