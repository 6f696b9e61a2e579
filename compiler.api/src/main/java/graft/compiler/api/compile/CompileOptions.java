package graft.compiler.api.compile;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a compile is asked to do.
 *
 * @param cudagraphs whether partitions are captured; without, everything stays in the caller
 * @param customPartitionWrapper whether somebody else captures partitions, which counts like {@code cudagraphs} for stage 1
 * @param allowBufferReuse whether memory planning may reuse buffers
 * @param splitOperators operators to split on, {@code namespace::op} or {@code namespace::op.overload}, in order
 * @param threadLimit how many threads a run may use, its caller's included, where that is asked for; see {@link #threads}
 */
public record CompileOptions(
    boolean cudagraphs,
    boolean customPartitionWrapper,
    boolean allowBufferReuse,
    Set<String> splitOperators,
    OptionalInt threadLimit) {

  /** Capture partitions, reuse buffers, split on nothing by name, use all processors. */
  public static final CompileOptions DEFAULT = new CompileOptions(true, false, true, Set.of());

  public CompileOptions {
    splitOperators = Collections.unmodifiableSet(new LinkedHashSet<>(splitOperators));
    if (threadLimit.isPresent() && threadLimit.getAsInt() < 1) {
      throw new IllegalArgumentException("a run needs a thread, and the limit is " + threadLimit.getAsInt());
    }
  }

  /** Options without a limit of threads. */
  public CompileOptions(
      boolean cudagraphs, boolean customPartitionWrapper, boolean allowBufferReuse, Set<String> splitOperators) {
    this(cudagraphs, customPartitionWrapper, allowBufferReuse, splitOperators, OptionalInt.empty());
  }

  /** How many threads a run uses, its caller's included: the limit, or else one for each processor of this machine. */
  public int threads() {
    return threadLimit.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** The same, splitting on these operators too. */
  public CompileOptions withSplit(List<String> operators) {
    var all = new LinkedHashSet<>(splitOperators);
    all.addAll(operators);
    return new CompileOptions(cudagraphs, customPartitionWrapper, allowBufferReuse, all, threadLimit);
  }

  /**
   * The same with another limit of threads.
   *
   * @param limit at least 1
   */
  public CompileOptions withThreads(int limit) {
    return new CompileOptions(
        cudagraphs, customPartitionWrapper, allowBufferReuse, splitOperators, OptionalInt.of(limit));
  }
}
