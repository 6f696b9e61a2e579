package graft.compiler.itest;

import graft.compiler.api.stage.MemoryPlanner;
import graft.compiler.api.stage.PartitionRule;
import graft.compiler.api.stage.PartitionSignatures;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fixes of 2.9.0, in the order in which recipes name them. */
enum KnownFix {
  SCHEDULER(PartitionRule.class),
  PARTITION(PartitionSignatures.class),
  MEMORYPLAN(MemoryPlanner.class);

  private final Class<?> service;

  KnownFix(Class<?> service) {
    this.service = service;
  }

  /** All subsets of the fixes. */
  static List<Set<KnownFix>> subsets() {
    List<Set<KnownFix>> subsets = new ArrayList<>();
    subsets.add(Set.of());
    for (KnownFix fix : values()) {
      for (Set<KnownFix> without : List.copyOf(subsets)) {
        Set<KnownFix> with = EnumSet.of(fix);
        with.addAll(without);
        subsets.add(with);
      }
    }
    return subsets;
  }

  /** The fix that calls itself so. */
  static KnownFix named(String title) {
    return valueOf(title.toUpperCase(Locale.ROOT));
  }

  /** The names of fixes as a recipe gives them. */
  static List<String> titles(Set<KnownFix> fixes) {
    return fixes.stream().sorted().map(KnownFix::title).toList();
  }

  /** What the fix calls itself. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The folder of its bundle. */
  String folder() {
    return "patch." + title();
  }

  /** Its bundle. */
  String symbolicName() {
    return "graft." + folder();
  }

  /** The stage's service. */
  Class<?> service() {
    return service;
  }
}
