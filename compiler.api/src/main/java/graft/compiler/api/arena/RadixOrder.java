package graft.compiler.api.arena;

/** Sorts by digits, the last one first, each by counting: time proportional to the number of keys and digits. */
final class RadixOrder {

  private static final int BITS = 11;
  private static final int DIGITS = 1 << BITS;

  private RadixOrder() {}

  /** The places of the keys in ascending order of the keys, of which none is negative; equal ones in order of their places. */
  static int[] of(long[] keys) {
    int[] order = new int[keys.length];
    long all = 0;
    for (int i = 0; i < keys.length; i++) {
      order[i] = i;
      all |= keys[i];
    }
    int[] other = new int[keys.length];
    long[] sorted = keys.clone();
    long[] otherSorted = new long[keys.length];
    for (int shift = 0; shift < Long.SIZE && all >>> shift != 0; shift += BITS) {
      if ((all >>> shift & DIGITS - 1) == 0) {
        continue;
      }
      int[] from = places(sorted, shift);
      for (int i = 0; i < sorted.length; i++) {
        int to = from[(int) (sorted[i] >>> shift) & DIGITS - 1]++;
        otherSorted[to] = sorted[i];
        other[to] = order[i];
      }
      int[] swapped = order;
      order = other;
      other = swapped;
      long[] swappedSorted = sorted;
      sorted = otherSorted;
      otherSorted = swappedSorted;
    }
    return order;
  }

  /** Where the first key with each digit goes. */
  private static int[] places(long[] keys, int shift) {
    int[] counts = new int[DIGITS];
    for (long key : keys) {
      counts[(int) (key >>> shift) & DIGITS - 1]++;
    }
    int place = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int count = counts[digit];
      counts[digit] = place;
      place += count;
    }
    return counts;
  }
}
