package graft.compiler.pack;

import java.util.function.LongSupplier;

/**
 * Lowers a layout of buffers of few units: lays out step after step, repairs the lowest layout where that does not help, and the other way
 * round again. Of lifetimes without gaps. Not for any number of threads.
 */
final class CoarseSearch {

  /** Layouts of steps or changes of a repair in a turn, for each buffer. */
  private static final int LAYOUTS = 2;
  private static final int CHANGES = 2_000;

  private final int count;
  private final StepSearch steps;
  private final OverlapSearch repairs;

  /**
   * Knows nothing yet.
   *
   * @param wanted the height that is to be reached
   * @param isTurned whether the last step comes first
   */
  CoarseSearch(Instance instance, long wanted, boolean isTurned, long seed) {
    count = instance.count;
    steps = new StepSearch(instance, wanted, isTurned, seed);
    repairs = new OverlapSearch(instance, wanted, seed);
  }

  /**
   * One turn.
   *
   * @param known the lowest layout so far
   * @param left nanoseconds
   * @return the lowest layout found
   */
  long[] run(long[] known, LongSupplier left) {
    if (steps.isExhausted() && repairs.isStuck()) {
      steps.retry();
      repairs.retry();
    }
    return steps.isExhausted() ? repairs.run(CHANGES * count, known, left) : steps.run(LAYOUTS * count, known, left);
  }
}
