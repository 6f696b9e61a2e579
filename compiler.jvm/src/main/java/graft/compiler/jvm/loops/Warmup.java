package graft.compiler.jvm.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Calls a kernel that computes vectors until it is faster than the one that computes single values: first on a few units, many
 * calls in a short time, then on all, since these may take other ways through the code. Belongs to one thread.
 */
final class Warmup implements AutoCloseable {

  /** How long a call should take, so that it can be measured. */
  private static final long CALL_NANOS = 1_000;

  /** Calls after which the JVM has surely been asked to compile; more of them are made only to see whether it has. */
  private static final int CALLS_TO_COMPILE = 3_000;

  private static final int CALLS_OF_A_STEP = 32;
  private static final int CALLS_OF_A_LOOK = 8;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** What a unit, and in vectors one of its operations, may take once it is compiled; before that it is ten times as much. */
  private static final double UNIT_NANOS = 80;
  private static final double OPERATION_NANOS = 0.12;

  /** How much faster vectors are where nothing else can be the reason. */
  private static final double CLEAR = 1.2;

  /** After this the kernel stays as it is. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final AdaptiveKernel kernel;
  private final LoopKernel single;
  private final LoopKernel vectors;
  private final Sample sample;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment[] memory;
  private final long start = System.nanoTime();
  private long units = 1;
  private int calls;
  private long bestSingle = Long.MAX_VALUE;
  private long bestVector = Long.MAX_VALUE;

  /** Of a kernel and the one that is to take its place. */
  Warmup(AdaptiveKernel kernel, LoopKernel vectors, Sample sample) {
    this.kernel = kernel;
    this.single = kernel.current();
    this.vectors = vectors;
    this.sample = sample;
    this.memory = sample.memory(arena);
    while (units < sample.to() && time(single) < CALL_NANOS) {
      units = Math.min(2 * units, sample.to());
    }
  }

  /**
   * Makes some calls.
   *
   * @return whether it is decided which kernel is used
   */
  boolean step() {
    long begin = System.nanoTime();
    int most = isWaiting() ? CALLS_OF_A_LOOK : CALLS_OF_A_STEP;
    for (int i = 0; i < most && System.nanoTime() - begin < STEP_NANOS; i++) {
      bestVector = Math.min(bestVector, time(vectors));
      bestSingle = Math.min(bestSingle, time(single));
      calls++;
    }
    boolean isLate = begin - start > MOST_NANOS;
    boolean isFast = bestVector < bestSingle && (isLate || isCompiled() || isClear());
    if (isLate || (isFast && units == sample.to())) {
      kernel.settle(isFast ? vectors : single);
      return true;
    }
    if (isFast) {
      units = sample.to();
      bestVector = Long.MAX_VALUE;
      bestSingle = Long.MAX_VALUE;
    }
    return false;
  }

  /** Whether the kernel is as fast as only compiled code is; the other one may be slow because it is not compiled yet. */
  private boolean isCompiled() {
    return bestVector < units * (UNIT_NANOS + OPERATION_NANOS * kernel.amount().cost(sample.symbols()));
  }

  /** Whether vectors are faster although both have been called often enough to be compiled: single values are so first. */
  private boolean isClear() {
    return isWaiting() && CLEAR * bestVector < bestSingle;
  }

  /** The kernel stays as it is. */
  void giveUp() {
    kernel.settle(single);
  }

  /** Whether more calls are of no use until the JVM has compiled. */
  boolean isWaiting() {
    return calls > CALLS_TO_COMPILE;
  }

  private long time(LoopKernel some) {
    long begin = System.nanoTime();
    some.run(memory, sample.symbols(), 0, units);
    return System.nanoTime() - begin;
  }

  @Override
  public void close() {
    arena.close();
  }
}
