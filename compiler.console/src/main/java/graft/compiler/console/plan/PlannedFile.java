package graft.compiler.console.plan;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Plan.StageNanos;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.console.text.Amounts;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A stored schedule that was planned.
 *
 * @param file the file as it was named
 * @param stored what it holds
 * @param plan the plan of the last repetition
 * @param nanos the time each repetition took
 * @param arena where its memory would lie; empty where that is not known
 */
record PlannedFile(String file, StoredSchedule stored, Plan plan, List<StageNanos> nanos,
    Optional<ArenaLayout> arena) {

  private static final int NAMED_AT_MOST = 5;

  PlannedFile {
    nanos = List.copyOf(nanos);
  }

  /** The median of each stage's time over the repetitions. */
  StageNanos medians() {
    return new StageNanos(median(StageNanos::reorder), median(StageNanos::partition), median(StageNanos::plan));
  }

  private long median(ToLongFunction<StageNanos> stage) {
    return Amounts.median(nanos.stream().mapToLong(stage).toArray());
  }

  /** The names that the plan uses and has not, in one line: the first few of them, and how many there are. */
  String undefined() {
    List<UndefinedName> names = plan.undefinedNames();
    String first = names.stream().limit(NAMED_AT_MOST).map(name -> name.buffer() + " in " + name.function())
        .collect(Collectors.joining(", "));
    return names.size() <= NAMED_AT_MOST ? first : first + " and " + (names.size() - NAMED_AT_MOST) + " more";
  }
}
