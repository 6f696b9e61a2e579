package graft.compiler.api.compile;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a compile is asked to do.
 *
 * @param cudagraphs whether partitions are captured; without, everything stays in the caller
 * @param customPartitionWrapper whether somebody else captures partitions, which counts like {@code cudagraphs} for stage 1
 * @param allowBufferReuse whether memory planning may reuse buffers
 * @param splitOperators operators to split on, {@code namespace::op} or {@code namespace::op.overload}, in order
 */
public record CompileOptions(
    boolean cudagraphs, boolean customPartitionWrapper, boolean allowBufferReuse, Set<String> splitOperators) {

  /** Capture partitions, reuse buffers, split on nothing by name. */
  public static final CompileOptions DEFAULT = new CompileOptions(true, false, true, Set.of());

  public CompileOptions {
    splitOperators = Collections.unmodifiableSet(new LinkedHashSet<>(splitOperators));
  }

  /** The same, splitting on these operators too. */
  public CompileOptions withSplit(List<String> operators) {
    var all = new LinkedHashSet<>(splitOperators);
    all.addAll(operators);
    return new CompileOptions(cudagraphs, customPartitionWrapper, allowBufferReuse, all);
  }
}
