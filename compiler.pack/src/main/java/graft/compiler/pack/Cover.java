package graft.compiler.pack;

import java.util.Arrays;

/**
 * How often each unit of each step is covered: a set of bits tells which units are, another one which are covered twice, and so on, so
 * that 64 units change at once. Not for any number of threads.
 */
final class Cover {

  private final int words;
  /** The units that are covered, and those that are covered more than once; of each step so many words. */
  private final long[] once;
  private final long[] twice;
  /** By level, the units that are covered more often than twice and that. */
  private long[][] deeper = {};

  /**
   * Nothing is covered.
   *
   * @param height units of each step
   */
  Cover(int steps, int height) {
    words = height / Long.SIZE + 1;
    once = new long[steps * words];
    twice = new long[steps * words];
    for (int step = 0; step < steps; step++) {
      add(step, height, words * Long.SIZE - height);
    }
  }

  /** Covers units once more; how many of them were covered before. */
  int add(int step, int offset, int units) {
    int word = step * words + offset / Long.SIZE;
    int last = step * words + (offset + units - 1) / Long.SIZE;
    long bits = -1L << offset;
    int again = 0;
    for (; word < last; word++) {
      again += add(word, bits);
      bits = -1;
    }
    return again + add(word, bits & -1L >>> -(offset + units));
  }

  private int add(int word, long bits) {
    long again = once[word] & bits;
    once[word] |= bits;
    if (again != 0) {
      addDeeper(word, twice[word] & again);
      twice[word] |= again;
    }
    return Long.bitCount(again);
  }

  private void addDeeper(int word, long bits) {
    long again = bits;
    for (int level = 0; again != 0; level++) {
      if (level == deeper.length) {
        deeper = Arrays.copyOf(deeper, level + 1);
        deeper[level] = new long[once.length];
      }
      long covered = deeper[level][word];
      deeper[level][word] |= again;
      again &= covered;
    }
  }

  /** Covers units, all of which are covered, once less; how many of them still are. */
  int remove(int step, int offset, int units) {
    int word = step * words + offset / Long.SIZE;
    int last = step * words + (offset + units - 1) / Long.SIZE;
    long bits = -1L << offset;
    int still = 0;
    for (; word < last; word++) {
      still += remove(word, bits);
      bits = -1;
    }
    return still + remove(word, bits & -1L >>> -(offset + units));
  }

  private int remove(int word, long bits) {
    long still = twice[word] & bits;
    once[word] &= still | ~bits;
    if (still != 0) {
      twice[word] &= removeDeeper(word, still) | ~still;
    }
    return Long.bitCount(still);
  }

  /** Those that are still covered more than once. */
  private long removeDeeper(int word, long bits) {
    long first = deeper.length > 0 ? deeper[0][word] & bits : 0;
    long gone = first;
    for (int level = 0; gone != 0; level++) {
      long still = level + 1 < deeper.length ? deeper[level + 1][word] & gone : 0;
      deeper[level][word] &= still | ~gone;
      gone = still;
    }
    return first;
  }

  /** How many units are covered more than once. */
  int again(int step, int offset, int units) {
    int word = step * words + offset / Long.SIZE;
    int last = step * words + (offset + units - 1) / Long.SIZE;
    long bits = -1L << offset;
    int again = 0;
    for (; word < last; word++) {
      again += Long.bitCount(twice[word] & bits);
      bits = -1;
    }
    return again + Long.bitCount(twice[word] & bits & -1L >>> -(offset + units));
  }

  /**
   * What of a step is not covered.
   *
   * @param least size of a gap
   * @param gaps filled with the sizes of gaps, from below
   * @return how many there are
   */
  int gaps(int step, long least, long[] gaps) {
    int number = 0;
    long open = -1;
    for (int word = 0; word < words; word++) {
      long free = ~once[step * words + word];
      if (open >= 0 && free != -1) {
        long high = (long) word * Long.SIZE + Long.numberOfTrailingZeros(~free);
        if (high - open >= least) {
          gaps[number++] = high - open;
        }
        open = -1;
        free &= free + 1;
      }
      while (free != 0 && open < 0) {
        int low = Long.numberOfTrailingZeros(free);
        int size = Long.numberOfTrailingZeros(~(free >>> low));
        if (low + size >= Long.SIZE) {
          open = (long) word * Long.SIZE + low;
        } else if (size >= least) {
          gaps[number++] = size;
        }
        free &= free + (1L << low);
      }
    }
    return number;
  }
}
