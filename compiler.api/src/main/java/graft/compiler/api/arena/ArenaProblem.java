package graft.compiler.api.arena;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What shall lie where, and how hard to try.
 *
 * @param buffers what lies in the arena
 * @param capacity bytes that the arena may have; empty if it shall be as small as can be
 * @param budget elapsed time to spend; where it ends the best layout so far is the answer, and a first one is made whatever it is
 * @param threads how many threads may search, from 1
 * @param seed of the random choices: the same problem and seed have the same answer, unless the budget becomes short before the search ends
 * @param watcher is told how far it is
 */
public record ArenaProblem(List<ArenaBuffer> buffers, OptionalLong capacity, Duration budget, int threads, long seed,
    Watcher watcher) {

  /** Sees layouts become better. */
  @FunctionalInterface
  public interface Watcher {

    /** The best layout so far, and the bound that is proved so far. Called by the thread that asked for a layout; shall be quick. */
    void found(long height, long lowerBound);
  }

  /** Refuses, with {@link IllegalArgumentException}, what cannot be counted in 63 bits and what is no number of threads. */
  public ArenaProblem {
    buffers = List.copyOf(buffers);
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, found " + threads);
    }
    if (capacity.isPresent() && capacity.getAsLong() < 0) {
      throw new IllegalArgumentException("expected a capacity of at least 0, found " + capacity.getAsLong());
    }
    try {
      long sum = 0;
      long end = 0;
      for (ArenaBuffer buffer : buffers) {
        sum = Math.addExact(sum, Math.addExact(buffer.size(), buffer.alignment() - 1));
        end = Math.max(end, Math.addExact(buffer.offset().orElse(0), buffer.size()));
      }
      Math.addExact(sum, end);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the sizes of all buffers add up to more than 2^63-1 bytes", e);
    }
  }

  /** One that nobody watches. */
  public ArenaProblem(List<ArenaBuffer> buffers, OptionalLong capacity, Duration budget, int threads, long seed) {
    this(buffers, capacity, budget, threads, seed, (_, _) -> {});
  }
}
