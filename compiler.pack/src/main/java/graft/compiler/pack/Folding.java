package graft.compiler.pack;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Joins buffers into blocks without waste, and blocks into larger ones, so that a problem becomes smaller: stacks that end at a step
 * beside stacks that start there and are as high, five stacks around one another as a pinwheel, and at last one block above another
 * where both live at the same steps. Where sizes are many it is mostly no chance that heights agree, so that layouts of the blocks are
 * good layouts of the buffers; as it may be chance, blocks are taken apart and joined anew. Knows neither gaps, given offsets nor
 * different alignments.
 */
final class Folding {

  /** Blocks that a change takes apart at most, and how deeply. */
  private static final int MOST_APART = 12;
  private static final int MOST_DEPTH = 6;
  /** Of a hundred such blocks, how many lie beside the one before: what is to be joined anew must lie together. */
  private static final int BESIDE = 90;

  private final Blocks blocks;
  private final long alignment;
  private final Fits fitting;
  private final SplittableRandom random;
  private final @Nullable Fit[] fits;
  private final boolean[] isStale;

  /**
   * Joined as far as anything fits.
   *
   * @param wheels how often pinwheels are looked for
   * @param noise how much more doubtful a fit is by chance on the average, so that all is tried
   */
  Folding(Instance instance, double wheels, double noise, long seed) {
    blocks = new Blocks(instance);
    alignment = instance.unit;
    random = new SplittableRandom(seed);
    fitting = new Fits(blocks, alignment, wheels, noise, random);
    fits = new Fit[instance.steps];
    isStale = new boolean[instance.steps];
    fold();
    blocks.keep();
  }

  /** Whether buffers are such that they can be folded. */
  static boolean suits(Instance instance) {
    boolean suits = !instance.hasFixed && !instance.hasParts;
    for (int b = 0; b < instance.count && suits; b++) {
      suits = instance.alignment[b] == instance.unit && instance.pieceFrom[b + 1] - instance.pieceFrom[b] <= 1;
    }
    return suits;
  }

  /** How many blocks there are that are no part of another, buffers alone among them. */
  int wholes() {
    return blocks.wholes();
  }

  /** What it is now. */
  Folded folded() {
    return blocks.folded(alignment);
  }

  /** Takes some blocks apart that lie together, some of them deeply, and joins anew as far as anything fits. */
  void change() {
    int times = 1 + random.nextInt(MOST_APART);
    int block = blocks.any(random);
    for (int i = 0; i < times && block >= 0; i++) {
      int time = random.nextBoolean() ? blocks.start(block) : blocks.end(block);
      takeApart(block, random.nextInt(MOST_DEPTH));
      block = random.nextInt(100) < BESIDE ? blocks.any(random, time) : blocks.any(random);
    }
    fold();
  }

  /** Keeps the last change. */
  void keep() {
    blocks.keep();
  }

  /** Takes the last change back. */
  void undo() {
    blocks.undo();
  }

  private void takeApart(int block, int depth) {
    for (int part : blocks.takeApart(block)) {
      if (depth > 0 && random.nextInt(3) > 0) {
        takeApart(part, depth - 1);
      }
    }
  }

  /** Joins as long as anything fits, the surest first. Only where something changed: elsewhere nothing fits. */
  private void fold() {
    for (int i = 0; i < blocks.touched(); i++) {
      isStale[blocks.touched(i)] = true;
    }
    boolean goesOn = true;
    while (goesOn) {
      Fit fit = best();
      if (fit != null) {
        join(fit.of(), fit.rise());
      } else {
        goesOn = stack();
      }
    }
  }

  private void join(int[] of, long[] rise) {
    blocks.join(of, rise);
    for (int part : of) {
      isStale[blocks.start(part)] = true;
      isStale[blocks.end(part)] = true;
    }
  }

  /** The surest one, any of those that are as sure. */
  private @Nullable Fit best() {
    Fit best = null;
    int ties = 0;
    for (int time = 0; time < fits.length; time++) {
      if (isStale[time] || !isWhole(fits[time])) {
        isStale[time] = false;
        fits[time] = fitting.at(time);
      }
      Fit own = fits[time];
      if (own != null) {
        int order = best == null ? -1 : Double.compare(own.doubt(), best.doubt());
        ties = order < 0 ? 1 : order == 0 ? ties + 1 : ties;
        best = order < 0 || (order == 0 && random.nextInt(ties) == 0) ? own : best;
      }
    }
    return best;
  }

  /** Whether no part of it was joined meanwhile, beyond the steps that are looked at anew. */
  private boolean isWhole(@Nullable Fit fit) {
    boolean isWhole = true;
    for (int i = 0; fit != null && i < fit.of().length && isWhole; i++) {
      isWhole = blocks.isWhole(fit.of()[i]);
    }
    return isWhole;
  }

  /** Puts one of two that live at the same steps above the other; whether there are two. */
  private boolean stack() {
    int first = blocks.touched() == 0 ? 0 : random.nextInt(blocks.touched());
    for (int i = 0; i < blocks.touched(); i++) {
      int time = blocks.touched((first + i) % blocks.touched());
      BlockLists starting = blocks.starting();
      for (int j = 0; j < starting.count(time); j++) {
        int low = starting.at(time, j);
        for (int k = j + 1; k < starting.count(time); k++) {
          int high = starting.at(time, k);
          if (blocks.end(high) == blocks.end(low)) {
            join(new int[]{low, high}, new long[]{0, blocks.size(low)});
            return true;
          }
        }
      }
    }
    return false;
  }
}
