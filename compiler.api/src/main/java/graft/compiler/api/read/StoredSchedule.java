package graft.compiler.api.read;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.schedule.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * A schedule as a runtime stored it.
 *
 * @param name the case's name
 * @param torch the version that lowered it, for example {@code 2.9.0+cu128}
 * @param options how it was compiled
 * @param schedule the graph, in the order before reordering
 * @param lines each function's lines before memory planning; empty where the stored compile died in stage 1, and then nothing
 *     after that stage can be computed from it
 */
public record StoredSchedule(
    String name, String torch, CompileOptions options, Schedule schedule, Optional<List<FunctionLines>> lines) {

  public StoredSchedule {
    lines = lines.map(List::copyOf);
  }

  /** The request to plan it again. */
  public PlanRequest request() {
    return new PlanRequest(schedule, options, Optional.of(lines.orElse(List.of())));
  }
}
