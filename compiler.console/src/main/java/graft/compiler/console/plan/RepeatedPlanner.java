package graft.compiler.console.plan;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Plan.StageNanos;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.read.StoredSchedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a stored schedule and plans it, several times over where times are wanted; each time is a whole compile.
 *
 * @param reader reads it
 * @param pipeline plans it
 * @param repetitions how often, at least once
 * @param split operators to split on beside those that the file names
 * @param planners lay out the arena, after the times were taken
 */
record RepeatedPlanner(ScheduleReader reader, Pipeline pipeline, int repetitions, List<String> split,
    Function<ArenaProblem, ArenaLayout> planners) {

  /**
   * Plans what {@code path} holds.
   *
   * @param file the file as it was named
   * @throws CompileException if it cannot be read or planned
   */
  PlannedFile plan(String file, Path path) {
    StoredSchedule stored = reader.read(path);
    var request = new PlanRequest(stored.schedule(), stored.options().withSplit(split), stored.lines());
    Plan plan = pipeline.plan(request);
    if (stored.lines().isEmpty()) {
      throw new CompileException("died-in-stage-1",
          "the stored compile died in stage 1, so there is nothing in the file that later stages could start from");
    }
    List<StageNanos> nanos = new ArrayList<>(List.of(plan.nanos()));
    while (nanos.size() < repetitions) {
      plan = pipeline.plan(request);
      nanos.add(plan.nanos());
    }
    return new PlannedFile(file, stored, plan, nanos, PlannedArena.of(stored.schedule(), plan, planners));
  }
}
