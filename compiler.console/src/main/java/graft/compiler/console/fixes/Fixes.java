package graft.compiler.console.fixes;

import graft.compiler.api.stage.Fix;
import graft.compiler.console.component.Components;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** The fixes that are installed in a framework, resolved or not, and its runtime. */
final class Fixes {

  private static final Pattern EXACT_VERSION = Pattern.compile("\\(version=([^()*]+)\\)");

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
        gate(revision), bundle.getSymbolicName(), bundle.getVersion().toString(), bundle.getBundleId(),
        state.reasonsAgainst(name, bundle, revision));
  }

  private static String attribute(BundleCapability fix, String name) {
    Object value = fix.getAttributes().get(name);
    return value == null ? "" : value.toString();
  }

  private static String gate(BundleRevision revision) {
    List<String> gates = new ArrayList<>();
    for (BundleRequirement requirement : revision.getDeclaredRequirements(Fix.RUNTIME_NAMESPACE)) {
      gates.add(version(requirement));
    }
    return String.join(", ", gates);
  }

  /** The one version that {@code requirement} asks for, or its filter where that says more. */
  static String version(BundleRequirement requirement) {
    String filter = requirement.getDirectives().getOrDefault("filter", "");
    Matcher exact = EXACT_VERSION.matcher(filter);
    return exact.matches() ? exact.group(1) : filter;
  }
}
