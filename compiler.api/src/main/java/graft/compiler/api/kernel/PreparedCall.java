package graft.compiler.api.kernel;

import java.lang.foreign.MemorySegment;

/** A call made ready by a {@link Library}. Safe for any number of threads, each with scratch memory of its own. */
public interface PreparedCall extends AutoCloseable {

  /** How many bytes of scratch memory a run needs, aligned to 64. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * Computes.
   *
   * @param tensors memory of each tensor of the {@link CallSite}, from its first element on, in that order; of a constant the
   *     one that the site showed
   * @param result memory of the result, from its first element on
   * @param scratch memory of {@link #scratchBytes}
   * @param team the threads to use
   */
  void run(MemorySegment[] tensors, MemorySegment result, MemorySegment scratch, Team team);

  /** Releases what was made ready. No run is in flight then, and none follows. */
  @Override
  default void close() {}
}
