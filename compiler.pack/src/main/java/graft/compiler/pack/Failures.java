package graft.compiler.pack;

/** Remembers states from which a search found nothing, by two hashes of 64 bits; forgets old ones where it is full. */
final class Failures {

  private static final int MOST = 1 << 18;

  private long[] first = new long[1 << 10];
  private long[] second = new long[1 << 10];

  /** Makes room for that many more, as far as memory is to be spent. */
  void reserve(long states) {
    int size = first.length;
    while (size < MOST && size < 2 * states) {
      size *= 2;
    }
    if (size > first.length) {
      long[] oldFirst = first;
      long[] oldSecond = second;
      first = new long[size];
      second = new long[size];
      for (int i = 0; i < oldFirst.length; i++) {
        if (oldFirst[i] != 0) {
          add(oldFirst[i], oldSecond[i]);
        }
      }
    }
  }

  void add(long one, long other) {
    int at = (int) (one & (first.length - 1));
    first[at] = one;
    second[at] = other;
  }

  boolean contains(long one, long other) {
    int at = (int) (one & (first.length - 1));
    return first[at] == one && second[at] == other;
  }
}
