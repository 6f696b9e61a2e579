package graft.compiler.console.fixes;

import graft.compiler.api.stage.Fix;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** The runtime versions that a framework offers: one, in ordinary launches. */
final class Runtimes {

  private final BundleContext context;

  Runtimes(BundleContext context) {
    this.context = context;
  }

  /** What the installed bundles offer now; what a bundle offered before it was updated does not count. */
  String text() {
    List<String> versions = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      var revision = bundle.adapt(BundleRevision.class);
      if (revision != null) {
        revision.getDeclaredCapabilities(Fix.RUNTIME_NAMESPACE).forEach(runtime -> versions.add(version(runtime)));
      }
    }
    return versions.isEmpty() ? "none" : String.join(", ", versions);
  }

  /** A runtime's version, with its local build after a plus sign where it has one. */
  static String version(BundleCapability runtime) {
    Object local = runtime.getAttributes().get("local");
    return runtime.getAttributes().get("version") + (local == null ? "" : "+" + local);
  }
}
