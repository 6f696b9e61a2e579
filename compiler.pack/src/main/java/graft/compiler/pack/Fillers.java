package graft.compiler.pack;

import java.util.Arrays;

/**
 * Buffers that live for one step fit wherever that step leaves enough free: how well those of a step fill its gaps, by subset sums,
 * the smallest or the largest gap first. Not for any number of threads.
 */
final class Fillers {

  /** Fillers of a step at most: further ones are no fillers. */
  private static final int MOST = 62;
  /** Sums that are looked at to fill one gap. */
  private static final int MOST_SUMS = 200;

  private final Instance instance;
  /** By step, the largest first. */
  private final int[][] fillers;
  private final boolean[] isFiller;
  private final long[] sums;
  /** By step, the sums of those that last shared a gap, from small to large, and for each filler the number of its sum. */
  private final long[][] groups;
  private final int[][] groupOf;
  /** What is left to fill with, and how much that is from each on. */
  private final long[] sizes = new long[MOST];
  private final int[] numbers = new int[MOST];
  /** The gap of each filler. */
  private final int[] into = new int[MOST];
  private final long[] rests = new long[MOST + 1];
  private int left;
  private long gap;
  private long best;
  private long bestSet;
  private int looks;

  Fillers(Instance instance) {
    this.instance = instance;
    fillers = new int[instance.steps][0];
    isFiller = new boolean[instance.count];
    sums = new long[instance.steps];
    groups = new long[instance.steps][0];
    groupOf = new int[instance.steps][];
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b) && instance.end(b) == instance.start(b) + 1) {
        int step = instance.start(b);
        int[] own = fillers[step];
        if (own.length < MOST) {
          own = Arrays.copyOf(own, own.length + 1);
          int at = own.length - 1;
          for (; at > 0 && units(own[at - 1]) < units(b); at--) {
            own[at] = own[at - 1];
          }
          own[at] = b;
          fillers[step] = own;
          sums[step] += units(b);
          isFiller[b] = true;
        }
      }
    }
    for (int step = 0; step < instance.steps; step++) {
      groupOf[step] = new int[fillers[step].length];
    }
  }

  boolean isFiller(int buffer) {
    return isFiller[buffer];
  }

  /** The fillers of a step. */
  int[] of(int step) {
    return fillers[step];
  }

  /** The size of the smallest filler of a step; more than any where there is none. */
  long smallest(int step) {
    int[] own = fillers[step];
    return own.length == 0 ? Long.MAX_VALUE : units(own[own.length - 1]);
  }

  private long units(int buffer) {
    return instance.size[buffer] / instance.unit;
  }

  /** Units of the fillers of a step that find no gap; sorts the gaps. */
  long lack(int step, long[] gaps, int count) {
    if (sums[step] == 0) {
      return 0;
    }
    Arrays.sort(gaps, 0, count);
    if (fits(step, gaps, count)) {
      return 0;
    }
    long free = 0;
    for (int i = 0; i < count; i++) {
      free += gaps[i];
    }
    long least = Math.max(0, sums[step] - free);
    long lack = fill(step, gaps, count, false);
    if (lack > least) {
      lack = Math.min(lack, fill(step, gaps, count, true));
    }
    if (lack == 0) {
      group(step, count);
    }
    return lack;
  }

  /**
   * Fills gaps as well as {@link #lack}.
   *
   * @param gaps sorted
   * @return for each filler the number of its gap, that of all gaps where it finds none
   */
  int[] fill(int step, long[] gaps) {
    int[] own = new int[fillers[step].length];
    if (lack(step, gaps, gaps.length) == 0 && own.length > 0) {
      int first = gaps.length - groups[step].length;
      for (int i = 0; i < own.length; i++) {
        own[i] = first + groupOf[step][i];
      }
      return own;
    }
    if (fill(step, gaps, gaps.length, true) <= fill(step, gaps, gaps.length, false)) {
      fill(step, gaps, gaps.length, true);
    }
    return Arrays.copyOf(into, own.length);
  }

  /** Whether the groups that last filled the step's gaps fill these, too, the largest the largest. */
  private boolean fits(int step, long[] gaps, int count) {
    long[] own = groups[step];
    int first = count - own.length;
    boolean fits = own.length > 0 && first >= 0;
    for (int i = 0; i < own.length && fits; i++) {
      fits = own[i] <= gaps[first + i];
    }
    return fits;
  }

  /** Remembers those that share a gap as a group, the smallest sum first. */
  private void group(int step, int count) {
    int[] own = fillers[step];
    long[] filled = new long[count];
    int[] order = new int[count];
    int[] rank = new int[count];
    for (int i = 0; i < own.length; i++) {
      filled[into[i]] += units(own[i]);
    }
    int number = 0;
    for (int i = 0; i < count; i++) {
      if (filled[i] > 0) {
        int at = number++;
        for (; at > 0 && filled[order[at - 1]] > filled[i]; at--) {
          order[at] = order[at - 1];
        }
        order[at] = i;
      }
    }
    if (groups[step].length != number) {
      groups[step] = new long[number];
    }
    for (int i = 0; i < number; i++) {
      groups[step][i] = filled[order[i]];
      rank[order[i]] = i;
    }
    for (int i = 0; i < own.length; i++) {
      groupOf[step][i] = rank[into[i]];
    }
  }

  /** Fills sorted gaps; the bytes that find none. */
  private long fill(int step, long[] gaps, int count, boolean largestFirst) {
    int[] own = fillers[step];
    left = own.length;
    for (int i = 0; i < left; i++) {
      sizes[i] = units(own[i]);
      numbers[i] = i;
      into[i] = count;
    }
    long rest = sums[step];
    for (int i = 0; i < count && rest > 0; i++) {
      int number = largestFirst ? count - 1 - i : i;
      gap = gaps[number];
      long set = gap >= rest ? -1 : set();
      rest -= gap >= rest ? rest : best;
      if (set != 0) {
        put(set, number);
      }
    }
    return rest;
  }

  /** Puts those of a set into a gap; the others are left. */
  private void put(long set, int gap) {
    int kept = 0;
    for (int i = 0; i < left; i++) {
      if ((set >> i & 1) == 0) {
        sizes[kept] = sizes[i];
        numbers[kept++] = numbers[i];
      } else {
        into[numbers[i]] = gap;
      }
    }
    left = kept;
  }

  /** Those of what is left that fill the gap best. */
  private long set() {
    best = 0;
    bestSet = 0;
    looks = MOST_SUMS;
    if (left > 0 && sizes[left - 1] <= gap) {
      rests[left] = 0;
      for (int i = left - 1; i >= 0; i--) {
        rests[i] = rests[i + 1] + sizes[i];
      }
      choose(0, 0, 0);
    }
    return bestSet;
  }

  /** Whether nothing better can be or should be looked for. */
  private boolean choose(int from, long sum, long set) {
    for (int i = from; i < left && sum + rests[i] > best; i++) {
      long next = sum + sizes[i];
      if (next <= gap) {
        long chosen = set | 1L << i;
        if (next > best) {
          best = next;
          bestSet = chosen;
        }
        if (best == gap || --looks < 0 || choose(i + 1, next, chosen)) {
          return true;
        }
      }
    }
    return false;
  }
}
