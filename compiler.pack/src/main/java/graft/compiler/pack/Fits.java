package graft.compiler.pack;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds what fits together at a step without waste: stacks that end there beside stacks that start there, and five stacks around one
 * another whose centre starts or ends there. Not for any number of threads.
 */
final class Fits {

  /** Stacks that pinwheels are looked for among, of those at one side of a step. */
  private static final int MOST_FOR_WHEELS = 40;
  /** The same on each side of the other end of the centre. */
  private static final int MOST_TO_CLOSE = 16;
  /** Halves of pinwheels that are completed at a step: where sizes are few there are too many. */
  private static final int MOST_CLOSED = 64;
  /** How much more doubtful a pinwheel is than what else would fit as seldom by chance. */
  private static final double WHEEL = -8;
  /** What each block more adds to the doubt. */
  private static final double PER_BLOCK = 0.5;
  /** Fewer fits by chance than that make nothing surer. */
  private static final double LEAST_CHANCE = 1e-4;

  private final Blocks blocks;
  private final long unit;
  private final double wheels;
  private final double noise;
  private final SplittableRandom random;
  private final Stacks lefts;
  private final Stacks rights;
  private final Stacks belows;
  private final Stacks besides;

  /**
   * Of blocks as they are when it is asked.
   *
   * @param unit what all bytes are multiples of
   * @param wheels how often pinwheels are looked for, of all times that it is asked
   * @param noise how much more doubtful a fit is by chance on the average, so that others are tried too
   */
  Fits(Blocks blocks, long unit, double wheels, double noise, SplittableRandom random) {
    this.blocks = blocks;
    this.unit = unit;
    this.wheels = wheels;
    this.noise = noise;
    this.random = random;
    lefts = new Stacks(blocks.times());
    rights = new Stacks(blocks.times());
    belows = new Stacks(blocks.times());
    besides = new Stacks(blocks.times());
  }

  /** The surest one at a step, any of those that are as sure. */
  @Nullable
  Fit at(int time) {
    int ending = blocks.ending().count(time);
    int starting = blocks.starting().count(time);
    if (ending == 0 || starting == 0) {
      return null;
    }
    lefts.fill(blocks, time, true, -1, random.nextInt(ending));
    rights.fill(blocks, time, false, -1, random.nextInt(starting));
    lefts.index();
    rights.index();
    Fit fit = joinAt(ending + starting);
    if ((fit != null && fit.doubt() == Fit.SURE) || (wheels < 1 && random.nextDouble() >= wheels)) {
      return fit;
    }
    return wheelAt(rights, lefts, false, wheelAt(lefts, rights, true, fit));
  }

  /** The surest one of two stacks. It is sure if it is of all that there are and no others are as high. */
  private @Nullable Fit joinAt(int all) {
    int left = -1;
    int right = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int r = 0; r < rights.count(); r++) {
      for (int l = lefts.find(rights.size(r), -1); l >= 0; l = lefts.find(rights.size(r), l)) {
        int parts = lefts.parts(l) + rights.parts(r);
        double doubt = parts < all ? doubt(chance(l, r), parts) : left < 0 ? Fit.SURE : least;
        if (doubt < least || least == Fit.SURE) {
          least = doubt;
          left = l;
          right = r;
        }
      }
    }
    return left < 0 ? null : join(lefts.blocks(left), rights.blocks(right), least);
  }

  private Fit join(int[] left, int[] right, double doubt) {
    int[] of = new int[left.length + right.length];
    long[] rise = new long[of.length];
    int next = stack(left, 0, of, rise, 0);
    stack(right, 0, of, rise, next);
    return new Fit(of, rise, doubt);
  }

  /** How many pairs of stacks like these would be as high as one another by chance. */
  private double chance(int left, int right) {
    long bytes = rights.size(right);
    return (double) lefts.alike(lefts.parts(left), bytes) * rights.alike(rights.parts(right), bytes) / range(bytes);
  }

  /** How many heights are about as high as this one. */
  private double range(long bytes) {
    return Math.max(1, Long.highestOneBit(bytes) / unit);
  }

  private double doubt(double chance, int parts) {
    return Math.log(chance + LEAST_CHANCE) + PER_BLOCK * parts - noise * Math.log(1 - random.nextDouble());
  }

  /**
   * The surest pinwheel whose centre starts at the step, or ends there, or what is surer. On the other side of the step one stands that
   * is as high as the centre and the arm above, which reaches farther.
   *
   * @param opposite on the other side of the step
   * @param own on the centre's side
   * @param starts whether the centre starts there
   */
  private @Nullable Fit wheelAt(Stacks opposite, Stacks own, boolean starts, @Nullable Fit other) {
    Fit best = other;
    int closed = 0;
    int count = Math.min(own.count(), MOST_FOR_WHEELS);
    for (int centre = 0; centre < count; centre++) {
      for (int arm = 0; arm < count && closed < MOST_CLOSED; arm++) {
        long both = own.size(centre) + own.size(arm);
        int hit = opposite.find(both, -1);
        if (hit >= 0 && (starts ? own.far(arm) > own.far(centre) : own.far(arm) < own.far(centre))) {
          for (; hit >= 0 && closed < MOST_CLOSED; hit = opposite.find(both, hit)) {
            closed++;
            best = closeWheel(opposite, hit, own, centre, arm, starts, best);
          }
        }
      }
    }
    return best;
  }

  /** The same at the other end of the centre: below it one up to the end of the opposite, and beside both up to the end of the arm. */
  private @Nullable Fit closeWheel(Stacks opposite, int hit, Stacks own, int centre, int arm, boolean starts,
      @Nullable Fit other) {
    Fit best = other;
    belows.fill(blocks, own.far(centre), starts, opposite.far(hit), 0);
    besides.fill(blocks, own.far(centre), !starts, own.far(arm), 0);
    int lows = Math.min(belows.count(), MOST_TO_CLOSE);
    int highs = Math.min(besides.count(), MOST_TO_CLOSE);
    double arms = Math.min(own.count(), MOST_FOR_WHEELS);
    double chance = arms * arms / 2 * opposite.alike(opposite.parts(hit), opposite.size(hit))
        / range(opposite.size(hit));
    for (int below = 0; below < lows; below++) {
      for (int beside = 0; beside < highs; beside++) {
        if (besides.size(beside) == belows.size(below) + own.size(centre)) {
          int parts = opposite.parts(hit) + own.parts(centre) + own.parts(arm) + belows.parts(below)
              + besides.parts(beside);
          double doubt = WHEEL + doubt(chance * lows * highs / range(besides.size(beside)), parts);
          if (best == null || doubt < best.doubt()) {
            best = wheel(belows.blocks(below), besides.blocks(beside), opposite.blocks(hit), own.blocks(centre),
                own.blocks(arm), doubt);
          }
        }
      }
    }
    return best;
  }

  private Fit wheel(int[] below, int[] beside, int[] opposite, int[] centre, int[] arm, double doubt) {
    int[] of = new int[below.length + beside.length + opposite.length + centre.length + arm.length];
    long[] rise = new long[of.length];
    int next = stack(below, 0, of, rise, 0);
    long low = rise[next - 1] + blocks.size(of[next - 1]);
    next = stack(beside, 0, of, rise, next);
    next = stack(opposite, low, of, rise, next);
    next = stack(centre, low, of, rise, next);
    stack(arm, rise[next - 1] + blocks.size(of[next - 1]), of, rise, next);
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
}
