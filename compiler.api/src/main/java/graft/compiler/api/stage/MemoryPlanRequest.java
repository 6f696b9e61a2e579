package graft.compiler.api.stage;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.schedule.Schedule;
import java.util.Optional;
import java.util.Set;

/**
 * The input of stage 5 for one function.
 *
 * @param schedule the whole graph
 * @param options the compile's options
 * @param function the function's lines
 * @param signature the partition's signature; empty for the caller
 * @param outputs the names by which a trailing line is judged: one that is about an output stays
 * @param peak the estimated use of memory over the final order
 */
public record MemoryPlanRequest(
    Schedule schedule,
    CompileOptions options,
    FunctionLines function,
    Optional<Signature> signature,
    Set<String> outputs,
    PeakEstimate peak) {

  /** The same, judged by other outputs. */
  public MemoryPlanRequest withOutputs(Set<String> names) {
    return new MemoryPlanRequest(schedule, options, function, signature, names, peak);
  }
}
