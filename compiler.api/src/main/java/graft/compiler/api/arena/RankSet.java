package graft.compiler.api.arena;

/**
 * A set of numbers from 0 up to a limit, as bits: a bit of each further level tells whether one of 64 bits of the level before is
 * set. Each operation visits as many words as there are levels, four for a million numbers.
 */
final class RankSet {

  private static final int NONE = -1;

  private final long[][] levels;

  /** Empty, for numbers below {@code limit}. */
  RankSet(int limit) {
    int count = 1;
    for (int size = limit; size > Long.SIZE; size = words(size)) {
      count++;
    }
    levels = new long[count][];
    int size = limit;
    for (int level = 0; level < count; level++) {
      size = words(size);
      levels[level] = new long[size];
    }
  }

  private static int words(int bits) {
    return Math.max((bits + Long.SIZE - 1) / Long.SIZE, 1);
  }

  void add(int number) {
    int at = number;
    for (long[] level : levels) {
      level[at >>> 6] |= 1L << at;
      at >>>= 6;
    }
  }

  void remove(int number) {
    int at = number;
    for (long[] level : levels) {
      level[at >>> 6] &= ~(1L << at);
      if (level[at >>> 6] != 0) {
        return;
      }
      at >>>= 6;
    }
  }

  /** The greatest one below {@code number}, or -1. */
  int below(int number) {
    int at = number;
    for (int level = 0; level < levels.length; level++) {
      long word = levels[level][at >>> 6] & (1L << at) - 1;
      if (word != 0) {
        int found = (at & -Long.SIZE) + 63 - Long.numberOfLeadingZeros(word);
        for (int lower = level - 1; lower >= 0; lower--) {
          found = (found << 6) + 63 - Long.numberOfLeadingZeros(levels[lower][found]);
        }
        return found;
      }
      at >>>= 6;
    }
    return NONE;
  }

  /** The least one above {@code number}, or -1. */
  int above(int number) {
    int at = number;
    for (int level = 0; level < levels.length; level++) {
      // Shifted twice, as a shift by 64 would be none.
      long word = levels[level][at >>> 6] & -1L << at << 1;
      if (word != 0) {
        int found = (at & -Long.SIZE) + Long.numberOfTrailingZeros(word);
        for (int lower = level - 1; lower >= 0; lower--) {
          found = (found << 6) + Long.numberOfTrailingZeros(levels[lower][found]);
        }
        return found;
      }
      at >>>= 6;
    }
    return NONE;
  }
}
