package graft.compiler.console.fixes;

import graft.compiler.api.stage.Fix;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** What a fix requires of the runtime, for people: a version, or the filter where that says more. */
final class Gate {

  private static final Pattern EXACT_VERSION = Pattern.compile("\\(version=([^()*]+)\\)");

  private Gate() {}

  /** What the bundle requires. */
  static String of(BundleRevision revision) {
    return revision.getDeclaredRequirements(Fix.RUNTIME_NAMESPACE).stream().map(Gate::of)
        .collect(Collectors.joining(", "));
  }

  /** What one requirement asks for. */
  static String of(BundleRequirement requirement) {
    String filter = requirement.getDirectives().getOrDefault("filter", "");
    Matcher exact = EXACT_VERSION.matcher(filter);
    return exact.matches() ? exact.group(1) : filter;
  }
}
