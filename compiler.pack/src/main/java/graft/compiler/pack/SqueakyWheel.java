package graft.compiler.pack;

import java.util.SplittableRandom;

/**
 * Learns which buffers must come early: after each layout of {@link BeamSearch} what lies above the height that is wanted weighs more
 * (squeaky wheel optimization: Joslin and Clements, 1999). Starts over when that no longer helps. Not for any number of threads.
 */
final class SqueakyWheel {

  /** Layouts without a lower one after which it starts over. */
  private static final int PATIENCE = 400;
  private static final double NOISE = 0.2;

  private final Instance instance;
  private final BeamSearch search;
  private final SplittableRandom random;
  private final long wanted;
  private final double blame;
  private final double[] weights;
  private long lowest = Long.MAX_VALUE;
  private int inVain;
  private boolean isFirst = true;

  /**
   * Knows nothing yet.
   *
   * @param wanted the height that is to be reached
   * @param blame how much more the topmost buffer weighs after a layout, as a share of its weight
   */
  SqueakyWheel(Instance instance, BeamSearch search, long wanted, double blame, long seed) {
    this.instance = instance;
    this.search = search;
    this.wanted = wanted;
    this.blame = blame;
    random = new SplittableRandom(seed);
    weights = new double[instance.count];
    startOver();
  }

  private void startOver() {
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b)) {
        double noise = isFirst ? 1 : Math.exp(NOISE * random.nextGaussian());
        weights[b] = noise * Math.sqrt((double) instance.size[b] / wanted) * (instance.end(b) - instance.start(b))
            / instance.steps;
      }
    }
    isFirst = false;
    lowest = Long.MAX_VALUE;
    inVain = 0;
  }

  /** The next layout: offsets by buffer. */
  long[] step() {
    if (inVain == PATIENCE) {
      startOver();
    }
    long[] offsets = search.layOut(weights);
    long height = instance.height(offsets);
    inVain = height < lowest ? 0 : inVain + 1;
    lowest = Math.min(lowest, height);
    for (int b = 0; b < instance.count; b++) {
      double above = offsets[b] + instance.size[b] - wanted;
      if (above > 0 && height > wanted) {
        weights[b] *= 1 + blame * above / (height - wanted);
      }
    }
    return offsets;
  }
}
