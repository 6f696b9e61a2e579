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

  /** Stacks that pinwheels are looked for among, of those at one side of a step. */
  private static final int MOST_FOR_WHEELS = 64;
  /** Halves of pinwheels that are completed at a step: where sizes are few there are too many. */
  private static final int MOST_CLOSED = 64;

  /** What another choice counts, compared with another block. */
  private static final double CHOICE = 1e-4;

  /** The most that a fit is more doubtful by chance, so that others are tried too. */
  private static final double NOISE = 1.2;

  /** Blocks that a change takes apart at most, and how deeply. */
  private static final int MOST_APART = 12;
  private static final int MOST_DEPTH = 6;
  /** Of a hundred such blocks, how many lie beside the one before: what is to be joined anew must lie together. */
  private static final int BESIDE = 90;

  private final Blocks blocks;
  private final long alignment;
  private final double wheelDoubt;
  private final SplittableRandom random;
  private final @Nullable Fit[] fits;
  private final boolean[] isStale;
  private final Stacks lefts = new Stacks();
  private final Stacks rights = new Stacks();
  private final Stacks belows = new Stacks();
  private final Stacks besides = new Stacks();

  /**
   * Blocks that fit together.
   *
   * @param of all of them
   * @param rise how far each is above the bottom
   * @param doubt the less, the surer: how many blocks they are, and a little for each other choice at that step
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  private record Fit(int[] of, long[] rise, double doubt) {}

  /**
   * Joined as far as anything fits.
   *
   * @param wheelDoubt how doubtful a pinwheel of five blocks is: 2 would be as one beside another
   */
  Folding(Instance instance, double wheelDoubt, long seed) {
    this.wheelDoubt = wheelDoubt;
    blocks = new Blocks(instance);
    alignment = instance.unit;
    random = new SplittableRandom(seed);
    fits = new Fit[instance.steps];
    isStale = new boolean[instance.steps];
    fold();
    blocks.keep();
  }

  /** Whether buffers are such that they can be folded. */
  static boolean suits(Instance instance) {
    boolean suits = !instance.hasFixed && !instance.isSimplified;
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
      touch(blocks.touched(i));
    }
    boolean goesOn = true;
    while (goesOn) {
      Fit fit = best();
      if (fit != null) {
        join(fit.of, fit.rise);
      } else {
        goesOn = stack();
      }
    }
  }

  /** What fits there is to be looked for anew, and where a centre of a pinwheel starts that ends there. */
  private void touch(int time) {
    isStale[time] = true;
    for (int i = 0; i < blocks.ending().count(time); i++) {
      isStale[blocks.start(blocks.ending().at(time, i))] = true;
    }
  }

  private void join(int[] of, long[] rise) {
    blocks.join(of, rise);
    for (int part : of) {
      touch(blocks.start(part));
      touch(blocks.end(part));
    }
  }

  /** The surest one, any of those that are as sure. */
  private @Nullable Fit best() {
    Fit best = null;
    int ties = 0;
    for (int time = 0; time < fits.length; time++) {
      if (isStale[time]) {
        isStale[time] = false;
        fits[time] = fitAt(time);
      }
      Fit own = fits[time];
      if (own != null) {
        int order = best == null ? -1 : Double.compare(own.doubt, best.doubt);
        ties = order < 0 ? 1 : order == 0 ? ties + 1 : ties;
        best = order < 0 || (order == 0 && random.nextInt(ties) == 0) ? own : best;
      }
    }
    return best;
  }

  /** The surest one at a step, any of those that are as sure. */
  private @Nullable Fit fitAt(int time) {
    int ending = blocks.ending().count(time);
    int starting = blocks.starting().count(time);
    if (ending == 0 || starting == 0) {
      return null;
    }
    lefts.fillEnding(blocks, time, -1, random.nextInt(ending));
    rights.fillStarting(blocks, time, -1, random.nextInt(starting));
    lefts.index();
    Fit fit = joinAt(ending + starting);
    return fit != null && fit.doubt == 0 ? fit : wheelAt(fit);
  }

  /** One of fewest blocks; sure if it is of all that there are. */
  private @Nullable Fit joinAt(int all) {
    int fewest = Integer.MAX_VALUE;
    int choices = 0;
    int[] left = {};
    int[] right = {};
    for (int r = 0; r < rights.count(); r++) {
      for (int l = lefts.find(rights.size(r), -1); l >= 0; l = lefts.find(rights.size(r), l)) {
        int parts = lefts.parts(l) + rights.parts(r);
        choices = parts < fewest ? 1 : parts == fewest ? choices + 1 : choices;
        if (parts < fewest || (parts == fewest && random.nextInt(choices) == 0)) {
          left = lefts.blocks(l);
          right = rights.blocks(r);
        }
        fewest = Math.min(fewest, parts);
      }
    }
    if (choices == 0) {
      return null;
    }
    int[] of = new int[left.length + right.length];
    long[] rise = new long[of.length];
    int next = stack(left, 0, of, rise, 0);
    stack(right, 0, of, rise, next);
    return new Fit(of, rise, fewest == all ? 0 : fewest + choices * CHOICE + NOISE * random.nextDouble());
  }

  /**
   * The surest pinwheel whose centre starts at the step, or what is surer. To the left of the centre one stands that is as high as
   * the centre and the one above, which starts with the centre and ends later.
   */
  private @Nullable Fit wheelAt(@Nullable Fit other) {
    Fit best = other;
    int closed = 0;
    int count = Math.min(rights.count(), MOST_FOR_WHEELS);
    for (int centre = 0; centre < count; centre++) {
      for (int top = 0; top < count && closed < MOST_CLOSED; top++) {
        if (rights.far(top) > rights.far(centre)) {
          long both = rights.size(centre) + rights.size(top);
          for (int left = lefts.find(both, -1); left >= 0 && closed < MOST_CLOSED; left = lefts.find(both, left)) {
            closed++;
            best = closeWheel(left, centre, top, best);
          }
        }
      }
    }
    return best;
  }

  /** Below the centre one from the left one's start, to the right one as high as both, up to the end of the one above. */
  private @Nullable Fit closeWheel(int left, int centre, int top, @Nullable Fit other) {
    Fit best = other;
    int to = rights.far(centre);
    belows.fillEnding(blocks, to, lefts.far(left), 0);
    besides.fillStarting(blocks, to, rights.far(top), 0);
    for (int below = 0; below < belows.count(); below++) {
      for (int beside = 0; beside < besides.count(); beside++) {
        if (besides.size(beside) == belows.size(below) + rights.size(centre)) {
          double doubt = wheelDoubt + lefts.parts(left) + rights.parts(centre) + rights.parts(top)
              + belows.parts(below) + besides.parts(beside) - 5 + NOISE * random.nextDouble();
          if (best == null || doubt < best.doubt) {
            best = wheel(belows.blocks(below), besides.blocks(beside), lefts.blocks(left), rights.blocks(centre),
                rights.blocks(top), doubt);
          }
        }
      }
    }
    return best;
  }

  private Fit wheel(int[] below, int[] beside, int[] left, int[] centre, int[] top, double doubt) {
    int[] of = new int[below.length + beside.length + left.length + centre.length + top.length];
    long[] rise = new long[of.length];
    int next = stack(below, 0, of, rise, 0);
    long low = rise[next - 1] + blocks.size(of[next - 1]);
    next = stack(beside, 0, of, rise, next);
    next = stack(left, low, of, rise, next);
    next = stack(centre, low, of, rise, next);
    stack(top, rise[next - 1] + blocks.size(of[next - 1]), of, rise, next);
    return new Fit(of, rise, doubt);
  }

  /** Appends the parts of a stack; how many there are then. */
  private int stack(int[] stack, long bottom, int[] of, long[] rise, int count) {
    int next = count;
    long top = bottom;
    for (int part : stack) {
      of[next] = part;
      rise[next++] = top;
      top += blocks.size(part);
    }
    return next;
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
