package graft.compiler.pack;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Betters a layout: takes out a few buffers that lie together, puts them back one by one where they fit, and keeps what costs less, or a
 * little more now and then (ruin and recreate: Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, 2000, with simulated annealing). Whatever
 * ends above the height that is aimed at costs much, and what lies high a little. Of buffers that are needed whole and may lie at any
 * multiple of what all sizes are multiples of. Not for any number of threads.
 */
final class RuinAndRecreate {

  /** Changes in one annealing: for each buffer, and at most. */
  private static final int CHANGES_PER_BUFFER = 1_000;
  private static final int MOST_CHANGES = 1_000_000;
  /** Changes between two looks at the height. */
  private static final int CHANGES_PER_LOOK = 200;
  /** How many are taken out at most. */
  private static final int MOST_OUT = 12;
  /** One of so many that lie there stays. */
  private static final int STAYS = 8;
  /** The height that is aimed at: so far it is above what is wanted, as a share of the lowest layout's distance. */
  private static final double AIM = 0.7;
  /** How much dearer bytes are above the height that is aimed at. */
  private static final double TOO_HIGH = 100;
  /** Of the cost of a buffer of mean area that lies as high as is wanted, what more is kept at times: at the starts, in turn, */
  private static final double[] HOT = {0.05, 0.2};
  /** and at the ends. */
  private static final double COLD = 0.005;

  private final Instance instance;
  private final Neighbours neighbours;
  private final SplittableRandom random;
  private final long wanted;
  private final int[] moving;
  private final double[] area;
  private final double mean;
  private final long[] offsets;
  private final boolean[] isOut;
  /** The neighbours of each buffer, from low to high as far as they are known to be: sorted anew before they are looked at. */
  private final int[] sorted;
  private final int[] out = new int[MOST_OUT];
  private final int[] order = new int[MOST_OUT];
  private final long[] outFrom = new long[MOST_OUT];
  private final double[] keys = new double[MOST_OUT];
  private long aim;
  private int annealings;

  /**
   * Knows no layout yet.
   *
   * @param wanted the height that is to be reached
   * @param number tells how hot the first annealing starts
   */
  RuinAndRecreate(Instance instance, Neighbours neighbours, long wanted, int number, long seed) {
    this.instance = instance;
    this.neighbours = neighbours;
    this.wanted = wanted;
    random = new SplittableRandom(seed + number);
    annealings = number;
    moving = IntStream.range(0, instance.count).filter(b -> !instance.isIdle(b)).toArray();
    area = new double[instance.count];
    for (int b : moving) {
      area[b] = (double) instance.size[b] * (instance.end(b) - instance.start(b));
    }
    mean = IntStream.of(moving).mapToDouble(b -> area[b]).average().orElse(0);
    offsets = new long[instance.count];
    isOut = new boolean[instance.count];
    sorted = new int[instance.count == 0 ? 0 : neighbours.end(instance.count - 1)];
  }

  /** The lowest layout that it comes across from the one that is given, from hot to cold; offsets by buffer. */
  long[] anneal(long[] from, BooleanSupplier isOver) {
    start(from);
    double hot = HOT[annealings++ % HOT.length];
    long[] lowest = from;
    long height = instance.height(from);
    int looks = (int) Math.min((long) CHANGES_PER_BUFFER * moving.length, MOST_CHANGES) / CHANGES_PER_LOOK;
    for (int look = 0; look < looks && height > wanted && !isOver.getAsBoolean(); look++) {
      aim = wanted + (long) (AIM * (height - wanted));
      double temperature = mean * hot * Math.pow(COLD / hot, (double) look / looks);
      for (int i = 0; i < CHANGES_PER_LOOK; i++) {
        change(temperature);
      }
      long changed = instance.height(offsets);
      if (changed < height) {
        height = changed;
        lowest = offsets.clone();
      }
    }
    return lowest;
  }

  private void start(long[] from) {
    System.arraycopy(from, 0, offsets, 0, from.length);
    int[] counts = new int[from.length];
    IntStream.of(moving).boxed().sorted(Comparator.comparingLong(b -> offsets[b])).forEach(b -> {
      for (int i = neighbours.start(b); i < neighbours.end(b); i++) {
        int other = neighbours.at(i);
        sorted[neighbours.start(other) + counts[other]++] = b;
      }
    });
  }

  private void change(double temperature) {
    int count = takeOut(any());
    double before = 0;
    for (int i = 0; i < count; i++) {
      before += cost(out[i]);
      outFrom[i] = offsets[out[i]];
      isOut[out[i]] = true;
    }
    arrange(count);
    double limit = before - temperature * Math.log(1 - random.nextDouble());
    boolean isTight = random.nextBoolean();
    double after = 0;
    for (int i = 0; i < count && after <= limit; i++) {
      int buffer = out[order[i]];
      offsets[buffer] = isTight ? tightest(buffer) : lowest(buffer);
      isOut[buffer] = false;
      after += cost(buffer);
    }
    for (int i = 0; i < count && after > limit; i++) {
      offsets[out[i]] = outFrom[i];
      isOut[out[i]] = false;
    }
  }

  /** Any one; now and then the highest of some. */
  private int any() {
    int buffer = moving[random.nextInt(moving.length)];
    if (random.nextInt(4) == 0) {
      for (int i = 0; i < 8; i++) {
        int other = moving[random.nextInt(moving.length)];
        buffer = top(other) > top(buffer) ? other : buffer;
      }
    }
    return buffer;
  }

  private long top(int buffer) {
    return offsets[buffer] + instance.size[buffer];
  }

  private double cost(int buffer) {
    double middle = offsets[buffer] + instance.size[buffer] / 2.0;
    return area[buffer] * (middle + TOO_HIGH * Math.max(0, top(buffer) - aim)) / wanted;
  }

  /** Chooses one and some of the neighbours next below and above it; how many. */
  private int takeOut(int buffer) {
    int most = 1 + random.nextInt(MOST_OUT);
    int count = 0;
    out[count++] = buffer;
    sort(buffer);
    int first = neighbours.start(buffer);
    int end = neighbours.end(buffer);
    int above = first;
    while (above < end && offsets[sorted[above]] < offsets[buffer]) {
      above++;
    }
    int below = above - 1;
    while (count < most && (below >= first || above < end)) {
      boolean isAbove = below < first || (above < end && random.nextBoolean());
      int other = sorted[isAbove ? above++ : below--];
      if (random.nextInt(STAYS) > 0) {
        out[count++] = other;
      }
    }
    return count;
  }

  /** In which order those that are out come back: the largest, highest, longest or lowest first, not strictly, or any. */
  private void arrange(int count) {
    int how = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      int buffer = out[i];
      double key = switch (how) {
        case 0 -> -area[buffer];
        case 1 -> -instance.size[buffer];
        case 2 -> instance.start(buffer) - instance.end(buffer);
        case 3 -> outFrom[i];
        default -> 1;
      };
      keys[i] = key * (0.6 + 0.8 * random.nextDouble());
      int at = i;
      for (; at > 0 && keys[order[at - 1]] > keys[i]; at--) {
        order[at] = order[at - 1];
      }
      order[at] = i;
    }
  }

  /** Hardly anything has moved since the last time. */
  private void sort(int buffer) {
    int first = neighbours.start(buffer);
    for (int i = first + 1; i < neighbours.end(buffer); i++) {
      int other = sorted[i];
      int at = i;
      for (; at > first && offsets[sorted[at - 1]] > offsets[other]; at--) {
        sorted[at] = sorted[at - 1];
      }
      sorted[at] = other;
    }
  }

  /** The lowest offset at which a buffer fits. */
  private long lowest(int buffer) {
    sort(buffer);
    long top = 0;
    for (int i = neighbours.start(buffer); i < neighbours.end(buffer); i++) {
      int other = sorted[i];
      if (!isOut[other]) {
        if (offsets[other] - top >= instance.size[buffer]) {
          return top;
        }
        top = Math.max(top, top(other));
      }
    }
    return top;
  }

  /** The offset at which the least is left free, on top of all only if it fits nowhere else. */
  private long tightest(int buffer) {
    sort(buffer);
    long best = -1;
    long least = Long.MAX_VALUE;
    long top = 0;
    for (int i = neighbours.start(buffer); i < neighbours.end(buffer) && least > 0; i++) {
      int other = sorted[i];
      if (!isOut[other]) {
        long free = offsets[other] - top - instance.size[buffer];
        if (free >= 0 && free < least) {
          least = free;
          best = top;
        }
        top = Math.max(top, top(other));
      }
    }
    return best < 0 ? top : best;
  }
}
