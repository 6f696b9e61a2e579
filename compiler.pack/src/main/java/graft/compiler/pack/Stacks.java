package graft.compiler.pack;

import java.util.Arrays;

/**
 * What could stand above one another at one side of a time: blocks alone, and two or three that live at the same steps. Found by
 * their bytes. Filled again and again; where there are too many, those of fewer blocks.
 */
final class Stacks {

  private static final int MOST = 256;
  private static final int SLOTS = 1024;
  private static final int NONE = -1;
  /** Blocks in one of them. */
  private static final int DEEPEST = 3;

  private int count;
  private final long[] size = new long[MOST];
  private final int[] far = new int[MOST];
  private final int[] parts = new int[MOST];
  private final int[] first = new int[MOST];
  private final int[] second = new int[MOST];
  private final int[] third = new int[MOST];
  /** Of blocks alone, the first one by the time of the other side, and by block the next one. */
  private final int[] head;
  private final int[] next = new int[MOST];
  /** Which hashes there are, as bits, the last one with each of them, and by stack the one before it. */
  private final long[] isThere = new long[SLOTS / Long.SIZE];
  private final int[] last = new int[SLOTS];
  private final int[] before = new int[MOST];
  /** How many there are, by the number of their blocks and the magnitude of their bytes. */
  private final int[] alike = new int[(DEEPEST + 1) * Long.SIZE];

  /** None yet, of so many times. */
  Stacks(int times) {
    head = new int[times];
    Arrays.fill(head, NONE);
  }

  /**
   * Fills it with those of one side.
   *
   * @param end whether of blocks that end at the time, or else of those that start there
   * @param only the time of their other side, any if it is negative
   * @param turn which block comes first
   */
  void fill(Blocks all, int time, boolean end, int only, int turn) {
    BlockLists lists = end ? all.ending() : all.starting();
    count = 0;
    int blocksThere = lists.count(time);
    for (int i = 0; i < blocksThere && count < MOST; i++) {
      int block = lists.at(time, (turn + i) % blocksThere);
      int other = end ? all.start(block) : all.end(block);
      if (only < 0 || only == other) {
        add(other, all.size(block), 1, block, NONE, NONE);
      }
    }
    int singles = count;
    link(singles);
    for (int i = 0; i < singles; i++) {
      for (int j = next[i]; j != NONE && count < MOST; j = next[j]) {
        add(far[i], size[i] + size[j], 2, first[i], first[j], NONE);
      }
    }
    int pairs = count;
    for (int i = singles; i < pairs; i++) {
      for (int j = head[far[i]]; first[j] != first[i] && count < MOST; j = next[j]) {
        add(far[i], size[i] + size[j], 3, first[j], first[i], second[i]);
      }
    }
    for (int i = 0; i < singles; i++) {
      head[far[i]] = NONE;
    }
  }

  /** Links those that have the same other side. */
  private void link(int singles) {
    for (int i = singles - 1; i >= 0; i--) {
      next[i] = head[far[i]];
      head[far[i]] = i;
    }
  }

  private void add(int other, long bytes, int number, int one, int two, int three) {
    far[count] = other;
    size[count] = bytes;
    parts[count] = number;
    first[count] = one;
    second[count] = two;
    third[count++] = three;
  }

  /** Makes them ready to be found, and counts those that are alike. */
  void index() {
    Arrays.fill(isThere, 0);
    Arrays.fill(alike, 0);
    for (int i = 0; i < count; i++) {
      alike[kind(parts[i], size[i])]++;
      int slot = slot(size[i]);
      before[i] = isThere(slot) ? last[slot] : NONE;
      isThere[slot / Long.SIZE] |= 1L << slot;
      last[slot] = i;
    }
  }

  private static int kind(int number, long bytes) {
    return number * Long.SIZE + Long.numberOfLeadingZeros(bytes);
  }

  /** How many there are of so many blocks whose bytes are of the same power of two. */
  int alike(int number, long bytes) {
    return alike[kind(number, bytes)];
  }

  private boolean isThere(int slot) {
    return (isThere[slot / Long.SIZE] >>> slot & 1) != 0;
  }

  private static int slot(long bytes) {
    return (int) ((bytes * 0x9E3779B97F4A7C15L) >>> 54);
  }

  /** One of so many bytes, -1 if there is none; the one after {@code stack}, or the first if that is -1. */
  int find(long bytes, int stack) {
    int slot = slot(bytes);
    int found = stack != NONE ? before[stack] : isThere(slot) ? last[slot] : NONE;
    while (found != NONE && size[found] != bytes) {
      found = before[found];
    }
    return found;
  }

  int count() {
    return count;
  }

  long size(int stack) {
    return size[stack];
  }

  /** The time of the other side. */
  int far(int stack) {
    return far[stack];
  }

  /** How many blocks it is of. */
  int parts(int stack) {
    return parts[stack];
  }

  /** From the bottom. */
  int[] blocks(int stack) {
    return switch (parts[stack]) {
      case 1 -> new int[]{first[stack]};
      case 2 -> new int[]{first[stack], second[stack]};
      default -> new int[]{first[stack], second[stack], third[stack]};
    };
  }
}
