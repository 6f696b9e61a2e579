package graft.compiler.api.plan;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one function after memory planning.
 *
 * @param partition the partition function's name; null for the caller
 * @param estimatedPeakBytes the estimated peak over the whole graph; absent where buffer reuse is off
 * @param lines in order
 */
public record FunctionPlan(@Nullable String partition, OptionalLong estimatedPeakBytes, List<Line> lines) {

  public FunctionPlan {
    lines = List.copyOf(lines);
  }
}
