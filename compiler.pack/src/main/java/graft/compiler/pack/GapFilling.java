package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Distributes buffers that begin at one step among gaps, in several ways, so that none is too full and as few gaps as can be are there
 * later: by simulated annealing. Not for any number of threads.
 */
final class GapFilling {

  /** Changes that are tried for each buffer, and at least. */
  private static final int TRIES_PER_BUFFER = 400;
  private static final int LEAST_TRIES = 1_000;
  private static final int TRIES_PER_COOLING = 64;
  /** How hot it is at first and at last; a gap more at one later step costs 1. */
  private static final double HOT = 3;
  private static final double COLD = 0.2;
  /** What a unit costs that a gap is too small by. */
  private static final double TOO_SMALL = 0.5;
  /** Of so many changes that cost something, how much they may cost at a temperature of 1: exponentially distributed. */
  private static final double[] LIMITS =
      IntStream.range(0, 1 << 12).mapToDouble(i -> -Math.log((i + 0.5) / (1 << 12))).toArray();

  /** Random bits for one choice. */
  private static final int CHANCE = 20;

  private final SplittableRandom random;
  /** The ways that cost the least, and hashes by which they are told apart. */
  private final int[][] ways;
  private final double[] wayCosts;
  private final long[] wayHashes;
  private int wayCount;
  private Gaps gaps = new Gaps(new int[0], new double[0], new double[0]);
  private int[] sizes = {};
  private double[] lasting = {};
  /** Sets of buffers: so many words each. */
  private int words;
  private long[] isLasting = {};
  private long[] members = {};
  private int[] gapOf = {};
  private int[] loads = {};
  private double[] costs = {};

  /** Gaps, from below. */
  static final class Gaps {

    private final int[] sizes;
    private final double[] longer;
    private final double[] shorter;

    /**
     * In units and in gaps.
     *
     * @param sizes of each
     * @param longer how many gaps at later steps the neighbour costs that lives longer, if it is apart from others
     * @param shorter the same for the other neighbour
     */
    Gaps(int[] sizes, double[] longer, double[] shorter) {
      this.sizes = sizes;
      this.longer = longer;
      this.shorter = shorter;
    }

    int count() {
      return sizes.length;
    }
  }

  /**
   * Fills nothing yet.
   *
   * @param most ways that are looked for
   */
  GapFilling(int most, SplittableRandom random) {
    this.random = random;
    ways = new int[most][];
    wayCosts = new double[most];
    wayHashes = new long[most];
  }

  /**
   * Several ways, the best one first; none if no way was found.
   *
   * @param sizes of buffers
   * @param lasting how many gaps at later steps each costs if it is apart from others, those first that cost most
   * @return for each way by buffer the number of its gap
   */
  List<int[]> fill(Gaps gaps, int[] sizes, double[] lasting) {
    if (gaps.count() == 0 && sizes.length > 0) {
      return List.of();
    }
    begin(gaps, sizes, lasting);
    int tooMuch = 0;
    double cost = 0;
    for (int gap = 0; gap < gaps.count(); gap++) {
      tooMuch += tooMuch(gap, 0);
      cost += costs[gap];
    }
    if (tooMuch == 0) {
      keep(cost);
    }
    if (gaps.count() > 1 && sizes.length > 0) {
      anneal(tooMuch);
    }
    return new ArrayList<>(Arrays.asList(ways).subList(0, wayCount));
  }

  /** Puts each into the gap that has most room, the largest first. */
  private void begin(Gaps newGaps, int[] newSizes, double[] newLasting) {
    gaps = newGaps;
    sizes = newSizes;
    lasting = newLasting;
    wayCount = 0;
    words = (sizes.length + Long.SIZE - 1) / Long.SIZE;
    isLasting = new long[words];
    members = new long[gaps.count() * words];
    loads = new int[gaps.count()];
    costs = new double[gaps.count()];
    gapOf = new int[sizes.length];
    for (int i : IntStream.range(0, sizes.length)
        .boxed()
        .sorted((one, other) -> sizes[other] - sizes[one])
        .mapToInt(Integer::intValue)
        .toArray()) {
      for (int gap = 1; gap < gaps.count(); gap++) {
        gapOf[i] = tooMuch(gap) < tooMuch(gapOf[i]) ? gap : gapOf[i];
      }
      loads[gapOf[i]] += sizes[i];
      toggle(gapOf[i], i);
      isLasting[i / Long.SIZE] |= lasting[i] > 0 ? 1L << i : 0;
    }
    for (int gap = 0; gap < gaps.count(); gap++) {
      costs[gap] = cost(gap);
    }
  }

  /** How much too full a gap is; less than nothing if there is room. */
  private int tooMuch(int gap) {
    return loads[gap] - gaps.sizes[gap];
  }

  /** How much too full a gap is when so much more is in it. */
  private int tooMuch(int gap, int more) {
    return Math.max(0, tooMuch(gap) + more);
  }

  private void toggle(int gap, int buffer) {
    members[gap * words + buffer / Long.SIZE] ^= 1L << buffer;
  }

  /** Lets one go to another gap, or two change places. */
  private void anneal(int tooMuchAtFirst) {
    int tooMuch = tooMuchAtFirst;
    int count = sizes.length;
    int tries = Math.max(LEAST_TRIES, TRIES_PER_BUFFER * count);
    double temperature = HOT;
    double cooling = Math.pow(COLD / HOT, (double) TRIES_PER_COOLING / tries);
    for (int i = 0; i < tries; i++) {
      temperature *= i % TRIES_PER_COOLING == 0 ? cooling : 1;
      long bits = random.nextLong();
      int one = below(count, bits);
      int other = bits < 0 ? below(count, bits >>> CHANCE) : -1;
      int from = gapOf[one];
      int to = other < 0 ? below(loads.length, bits >>> CHANCE) : gapOf[other];
      if (from != to) {
        double limit = temperature * LIMITS[below(LIMITS.length, bits >>> (2 * CHANCE))];
        tooMuch += change(one, other, from, to, limit, tooMuch);
      }
    }
  }

  /** A number below another one, by some random bits. */
  private static int below(int end, long bits) {
    return (int) (((bits & ((1L << CHANCE) - 1)) * end) >>> CHANCE);
  }

  /** Makes a change unless it costs more than it may; how much less room there is then. */
  private int change(int one, int other, int from, int to, double limit, int tooMuch) {
    int units = sizes[one] - (other < 0 ? 0 : sizes[other]);
    int more = tooMuch(from, -units) + tooMuch(to, units) - tooMuch(from, 0) - tooMuch(to, 0);
    double most = limit - TOO_SMALL * more + costs[from] + costs[to];
    exchange(one, other, from, to, units);
    double costFrom = cost(from);
    double costTo = cost(to);
    if (costFrom + costTo > most) {
      exchange(one, other, from, to, -units);
      return 0;
    }
    gapOf[one] = to;
    if (other >= 0) {
      gapOf[other] = from;
    }
    costs[from] = costFrom;
    costs[to] = costTo;
    if (tooMuch + more == 0) {
      double cost = 0;
      for (double own : costs) {
        cost += own;
      }
      keep(cost);
    }
    return more;
  }

  private void exchange(int one, int other, int from, int to, int units) {
    toggle(from, one);
    toggle(to, one);
    if (other >= 0) {
      toggle(from, other);
      toggle(to, other);
    }
    loads[from] -= units;
    loads[to] += units;
  }

  /**
   * How many gaps more there are later than if the gap stayed as it is: while something in it lives on that neither neighbour
   * outlives; or fewer, where nothing of it is free at the next step.
   */
  private double cost(int gap) {
    int first = -1;
    int last = -1;
    boolean isOpen = loads[gap] < gaps.sizes[gap];
    for (int word = 0; word < words; word++) {
      long all = members[gap * words + word];
      long some = all & isLasting[word];
      isOpen |= all != some;
      if (some != 0) {
        first = first < 0 ? word * Long.SIZE + Long.numberOfTrailingZeros(some) : first;
        last = word * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(some);
      }
    }
    if (first < 0) {
      return 0;
    }
    double apart = Math.max(0, lasting[first] - gaps.longer[gap]);
    return isOpen ? apart : apart - Math.min(gaps.shorter[gap], lasting[last]);
  }

  /** Keeps the way if it is one of the best, and what lives on lies in other gaps than in all before. */
  private void keep(double cost) {
    if (wayCount == ways.length && cost >= wayCosts[wayCount - 1]) {
      return;
    }
    long hash = 0;
    for (int i = 0; i < gapOf.length && lasting[i] > 0; i++) {
      hash += ((sizes[i] * 131L + Double.hashCode(lasting[i])) * 0x9E3779B97F4A7C15L * (2L * gapOf[i] + 1)) >>> 3;
    }
    for (int i = 0; i < wayCount; i++) {
      if (wayHashes[i] == hash) {
        return;
      }
    }
    int at = wayCount < ways.length ? wayCount++ : wayCount - 1;
    for (; at > 0 && wayCosts[at - 1] > cost; at--) {
      ways[at] = ways[at - 1];
      wayCosts[at] = wayCosts[at - 1];
      wayHashes[at] = wayHashes[at - 1];
    }
    ways[at] = gapOf.clone();
    wayCosts[at] = cost;
    wayHashes[at] = hash;
  }
}
