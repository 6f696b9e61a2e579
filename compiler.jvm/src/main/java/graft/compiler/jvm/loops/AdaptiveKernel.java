package graft.compiler.jvm.loops;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that computes single values at first, and vectors once these are faster: code of the Vector API is a hundred times
 * slower until the JVM has compiled it, which takes hundreds of calls. A {@link Warmer} makes these in the background.
 */
final class AdaptiveKernel implements LoopKernel {

  /** Calls after which a kernel is worth the effort. */
  private static final int CALLS = 16;

  private final Warmer warmer;
  private final Supplier<@Nullable LoopKernel> vectors;
  private final Amount amount;
  private final LongAdder nanos = new LongAdder();
  private volatile LoopKernel current;
  private volatile boolean isSettled;
  private @Nullable Sample sample;
  private int calls;

  /**
   * A kernel.
   *
   * @param single computes single values
   * @param vectors makes the kernel that computes vectors; null if that would not pay. Called once, in the background
   * @param amount how much it has to do
   */
  AdaptiveKernel(LoopKernel single, Supplier<@Nullable LoopKernel> vectors, Amount amount, Warmer warmer) {
    this.current = single;
    this.vectors = vectors;
    this.amount = amount;
    this.warmer = warmer;
  }

  @Override
  public void run(MemorySegment[] buffers, long[] symbols, long from, long to) {
    if (isSettled) {
      current.run(buffers, symbols, from, to);
      return;
    }
    long start = System.nanoTime();
    current.run(buffers, symbols, from, to);
    nanos.add(System.nanoTime() - start);
    note(buffers, symbols, to);
  }

  private synchronized void note(MemorySegment[] buffers, long[] symbols, long to) {
    if (sample == null) {
      sample = new Sample(buffers, symbols);
    }
    sample.reach(symbols, to);
    if (++calls == CALLS) {
      warmer.add(this, sample);
    }
  }

  /** How long it has computed single values, over all threads: the kernel with most gains most. */
  long nanos() {
    return nanos.sum();
  }

  Amount amount() {
    return amount;
  }

  LoopKernel current() {
    return current;
  }

  /** Makes the kernel that computes vectors; null if that would not pay. */
  @Nullable
  LoopKernel vectors() {
    return vectors.get();
  }

  /** From now on it is this kernel, and stays so. */
  void settle(LoopKernel best) {
    current = best;
    isSettled = true;
  }
}
