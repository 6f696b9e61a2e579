package graft.compiler.pack;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Looks for a layout within a height by {@link StepBeam}s, narrow ones first that learn which steps are hard; what comes next aims
 * lower after each layout, and less low after each beam in vain. Of lifetimes without gaps. Not for any number of threads.
 */
final class StepSearch {

  /** Beams that learn, and how wide they are. */
  private static final int LESSONS = 40;
  private static final int NARROW = 8;
  /** How wide the next one is, twice as wide after each in vain, and at most. */
  private static final int WIDE = 25;
  private static final int WIDEST = 100;
  /** How often one of those goes back at one step before it gives up. */
  private static final int PATIENCE = 8;
  /** Beams in vain, lessons aside, after which it ends. */
  private static final int MOST_IN_VAIN = 2;
  /** How much of what the lowest layout is above the height that is wanted may stay: when learning, and at first. */
  private static final double LESSON = 0.5;
  private static final double AIM = 0.65;

  private final Instance instance;
  private final long wanted;
  private final StepBeam beam;
  private double aim = AIM;
  private int width = WIDE;
  private int inVain;
  private int begun;
  private int target;
  private boolean isEnded = true;
  private long lowest = Long.MAX_VALUE;
  private long[] best = {};

  /**
   * Knows nothing yet.
   *
   * @param wanted the height that is to be reached
   * @param isTurned whether the last step comes first
   */
  StepSearch(Instance instance, long wanted, boolean isTurned, long seed) {
    this.instance = instance;
    this.wanted = wanted;
    beam = new StepBeam(new Arrivals(instance, isTurned), new SplittableRandom(seed));
  }

  /**
   * Looks at so many layouts of steps, or fewer where no time is left.
   *
   * @param known the lowest layout so far
   * @param left nanoseconds
   * @return the lowest layout found
   */
  long[] run(int layouts, long[] known, LongSupplier left) {
    take(known);
    int seen = 0;
    while (seen < layouts && lowest > wanted && !isExhausted() && left.getAsLong() > 0) {
      if (isEnded || target >= units(lowest)) {
        begin();
      }
      seen += beam.next(() -> left.getAsLong() <= 0);
      isEnded = beam.isDone() || beam.isStuck();
      if (beam.isDone()) {
        layOut();
      } else if (isEnded && begun > LESSONS) {
        inVain++;
        aim = (1 + aim) / 2;
        width = Math.min(2 * width, WIDEST);
      }
    }
    return best;
  }

  /** Whether so many beams were in vain that others are likely to find lower layouts sooner. */
  boolean isExhausted() {
    return inVain >= MOST_IN_VAIN;
  }

  /** Goes on with one more beam, which aims hardly lower than the lowest layout. */
  void retry() {
    inVain = MOST_IN_VAIN - 1;
    aim = 1;
    isEnded = true;
  }

  private void take(long[] offsets) {
    if (instance.height(offsets) < lowest) {
      lowest = instance.height(offsets);
      best = offsets;
    }
  }

  private void begin() {
    boolean isLesson = begun++ < LESSONS;
    double above = (isLesson ? LESSON : aim) * (units(lowest) - units(wanted));
    target = Math.min(units(lowest) - 1, units(wanted) + (int) above);
    beam.begin(target, isLesson ? NARROW : width, isLesson ? 0 : PATIENCE);
  }

  private void layOut() {
    int[] offsets = new int[instance.count];
    beam.layOut(offsets);
    long[] bytes = new long[instance.count];
    for (int b = 0; b < bytes.length; b++) {
      bytes[b] = offsets[b] * instance.unit;
    }
    take(bytes);
  }

  private int units(long bytes) {
    return Math.toIntExact((bytes + instance.unit - 1) / instance.unit);
  }
}
