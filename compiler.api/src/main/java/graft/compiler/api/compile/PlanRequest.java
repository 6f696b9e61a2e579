package graft.compiler.api.compile;

import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.schedule.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * A schedule to plan.
 *
 * @param schedule the graph
 * @param options what is asked for
 * @param storedLines the lines of each partition function and of the caller, where code generation already took place; the
 *     caller's lines about partitions are made anew from the signatures. No list at all: the core generates the lines. An empty
 *     list: the stored compile died in stage 1, and nothing after that stage can be computed.
 */
public record PlanRequest(Schedule schedule, CompileOptions options, Optional<List<FunctionLines>> storedLines) {

  public PlanRequest {
    storedLines = storedLines.map(List::copyOf);
  }
}
