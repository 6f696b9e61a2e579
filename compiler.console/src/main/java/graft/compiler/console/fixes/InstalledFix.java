package graft.compiler.console.fixes;

import java.util.List;

/**
 * A fix as its bundle declares it, and what became of it.
 *
 * @param name its short name
 * @param stage the stage it repairs
 * @param defect what goes wrong without it
 * @param upstream where upstream repaired it
 * @param gate the runtime it requires: a version, or the filter where it is not as simple
 * @param bundle its bundle's symbolic name
 * @param version its bundle's version
 * @param id its bundle's number in this framework
 * @param reasons why compiles do not use it; empty where they do
 */
record InstalledFix(
    String name, String stage, String defect, String upstream, String gate, String bundle, String version, long id,
    List<String> reasons) {

  InstalledFix {
    reasons = List.copyOf(reasons);
  }

  /** Whether compiles use it. */
  boolean active() {
    return reasons.isEmpty();
  }

  /** Active, or the reasons why not. */
  String state() {
    return active() ? "active" : "inactive: " + String.join("; ", reasons);
  }
}
