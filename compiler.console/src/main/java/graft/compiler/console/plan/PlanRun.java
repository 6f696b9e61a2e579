package graft.compiler.console.plan;

import graft.compiler.console.Failure;
import graft.compiler.console.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One run of the command: file after file, failures in one line each on standard error.
 *
 * @param planner plans each
 * @param report tells of each
 * @param terminal where
 * @param debug whether failures show their stack trace
 */
record PlanRun(RepeatedPlanner planner, PlanReport report, Terminal terminal, boolean debug) {

  /** Plans what {@code words} name; whether all of it can be used. */
  boolean plan(List<String> words) {
    List<String> files = new ArrayList<>();
    boolean good = true;
    for (String word : words) {
      good &= attempt(word, () -> files.addAll(ScheduleFiles.named(word, terminal)));
    }
    for (int i = 0; i < files.size() && !terminal.isAbandoned(); i++) {
      String file = files.get(i);
      terminal.progress("planning " + (i + 1) + " of " + files.size() + ": " + file);
      good &= attempt(file, () -> plan(file));
    }
    if (!terminal.isInterrupted()) {
      report.end();
    }
    return good && !terminal.isAbandoned();
  }

  private boolean plan(String file) {
    PlannedFile planned = planner.plan(file, terminal.path(file));
    terminal.clearProgress();
    report.planned(planned);
    if (planned.plan().undefinedNames().isEmpty()) {
      return true;
    }
    terminal.complain(file + ": the plan uses undefined names: " + planned.undefined());
    return false;
  }

  private boolean attempt(String file, BooleanSupplier work) {
    try {
      return work.getAsBoolean();
    } catch (RuntimeException | Error e) {
      var failure = new Failure(file, e);
      failure.tell(terminal, debug);
      if (!terminal.isInterrupted()) {
        report.failed(file, failure);
      }
      return false;
    }
  }
}
