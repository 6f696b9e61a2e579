package graft.compiler.console.plan;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What memory planning made of the lines of all functions.
 *
 * @param allocated how many buffers get memory of their own
 * @param reused how many take over another's
 * @param dropped how many memory lines planning dropped or emptied
 */
record LineCounts(int allocated, int reused, int dropped) {

  /** Counts the lines of {@code planned}. */
  static LineCounts of(PlannedFile planned) {
    List<Line> after = planned.plan().functions().stream().flatMap(function -> function.lines().stream()).toList();
    Set<@Nullable String> functions =
        planned.plan().functions().stream().map(FunctionPlan::partition).collect(Collectors.toSet());
    List<Line> before = planned.stored().lines().orElse(List.of()).stream()
        .filter(function -> functions.contains(function.partition()))
        .flatMap(function -> function.lines().stream()).toList();
    // an allocation that planning rewrote is a reuse, and still a memory line
    int kept = count(after, Line.Memory.class) - count(after, Line.Null.class);
    return new LineCounts(
        count(after, Line.Allocate.class), count(after, Line.Reuse.class), count(before, Line.Memory.class) - kept);
  }

  private static int count(List<Line> lines, Class<? extends Line> kind) {
    return (int) lines.stream().filter(kind::isInstance).count();
  }
}
