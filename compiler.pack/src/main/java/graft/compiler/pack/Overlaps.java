package graft.compiler.pack;

import java.util.Arrays;

/**
 * Offsets at which buffers may overlap, in units, and how often units of each step are covered again. A change is made at one step
 * after the other, and unmade if it is not kept. Of lifetimes without gaps. Not for any number of threads.
 */
final class Overlaps {

  private final int steps;
  private final int[] start;
  private final int[] end;
  private final int[] size;
  private final int[] offsets;
  /** By step, those that live there in the order of their middles. */
  private final int[][] order;
  /** The number of buffer {@code b} at a step is {@code numbers[base[b] + step]}. */
  private final int[] numbers;
  private final int[] base;
  /** By step, how often units are covered again. */
  private final int[] overlap;
  private Cover cover;
  /** What the change moves, from where and whereto. */
  private final int[] moved;
  private final int[] from;
  private final int[] to;
  private final boolean[] isMoved;
  private int count;
  /** Whether two of one size change places. */
  private boolean isExchange;
  /** The steps that the change may touch. */
  private int first;
  private int last;

  /**
   * All lie at the bottom, and nothing is known of what overlaps.
   *
   * @param buffers that are looked at
   */
  Overlaps(Instance instance, int[] buffers) {
    steps = instance.steps;
    start = new int[instance.count];
    end = new int[instance.count];
    size = new int[instance.count];
    offsets = new int[instance.count];
    base = new int[instance.count];
    isMoved = new boolean[instance.count];
    order = new int[steps][];
    cover = new Cover(0, 0);
    overlap = new int[steps];
    moved = new int[buffers.length];
    from = new int[buffers.length];
    to = new int[buffers.length];
    int[] counts = new int[steps];
    int all = 0;
    for (int b : buffers) {
      start[b] = instance.start(b);
      end[b] = instance.end(b);
      size[b] = Math.toIntExact(instance.size[b] / instance.unit);
      base[b] = all - start[b];
      all += end[b] - start[b];
      for (int step = start[b]; step < end[b]; step++) {
        counts[step]++;
      }
    }
    numbers = new int[all];
    for (int step = 0; step < steps; step++) {
      order[step] = new int[counts[step]];
    }
    Arrays.fill(counts, 0);
    for (int b : buffers) {
      for (int step = start[b]; step < end[b]; step++) {
        numbers[base[b] + step] = counts[step];
        order[step][counts[step]++] = b;
      }
    }
  }

  /**
   * Puts each where it is told, however they overlap.
   *
   * @param all offsets by buffer
   * @param height below which all of them lie
   */
  void put(int[] all, int height) {
    cover = new Cover(steps, height);
    System.arraycopy(all, 0, offsets, 0, offsets.length);
    for (int step = 0; step < steps; step++) {
      int[] own = order[step];
      overlap[step] = 0;
      for (int i = 0; i < own.length; i++) {
        overlap[step] += cover.add(step, offsets[own[i]], size[own[i]]);
        sink(step, i);
      }
    }
  }

  int[] offsets() {
    return offsets.clone();
  }

  int offset(int buffer) {
    return offsets[buffer];
  }

  int size(int buffer) {
    return size[buffer];
  }

  int top(int buffer) {
    return offsets[buffer] + size[buffer];
  }

  /** Twice the middle. */
  int middle(int buffer) {
    return 2 * offsets[buffer] + size[buffer];
  }

  /** The first step at which a buffer lives. */
  int start(int buffer) {
    return start[buffer];
  }

  /** The step after the last one at which a buffer lives. */
  int end(int buffer) {
    return end[buffer];
  }

  /** How many live at a step. */
  int count(int step) {
    return order[step].length;
  }

  /** One of those that live at a step, by its number from below. */
  int at(int step, int number) {
    return order[step][number];
  }

  /** The number from below of a buffer that lives at a step. */
  int number(int step, int buffer) {
    return numbers[base[buffer] + step];
  }

  /** How often units of a step are covered again. */
  int overlap(int step) {
    return overlap[step];
  }

  /** Begins a change that moves nothing yet. */
  void begin() {
    for (int i = 0; i < count; i++) {
      isMoved[moved[i]] = false;
    }
    count = 0;
    first = steps;
    last = 0;
  }

  /** The change is to move a buffer, too, that it does not move yet. */
  void move(int buffer, int offset) {
    isMoved[buffer] = true;
    moved[count] = buffer;
    from[count] = offsets[buffer];
    to[count++] = offset;
    first = Math.min(first, start[buffer]);
    last = Math.max(last, end[buffer] - 1);
  }

  /** Whether the change moves anything. */
  boolean isChange() {
    isExchange = count == 2 && from[0] == to[1] && from[1] == to[0] && size[moved[0]] == size[moved[1]];
    boolean isChange = false;
    for (int i = 0; i < count && !isChange; i++) {
      isChange = from[i] != to[i];
    }
    return isChange;
  }

  boolean isMoved(int buffer) {
    return isMoved[buffer];
  }

  int movedCount() {
    return count;
  }

  int moved(int number) {
    return moved[number];
  }

  int to(int number) {
    return to[number];
  }

  void setTo(int number, int offset) {
    to[number] = offset;
  }

  /** The first step of those that the change may touch. */
  int first() {
    return first;
  }

  /** The last step of those that it may touch. */
  int last() {
    return last;
  }

  /** Whether a step remains as it is: where those of one size change places. */
  boolean isUntouched(int step) {
    return isExchange && lives(moved[0], step) && lives(moved[1], step);
  }

  /** By how much less units of a step could be covered again after the change, at most. */
  int gain(int step) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      if (lives(moved[i], step)) {
        sum += cover.again(step, from[i], size[moved[i]]);
      }
    }
    return sum;
  }

  /** Makes the change at a step; by how much more units are covered again. */
  int apply(int step) {
    return change(step, from, to);
  }

  /** Unmakes the change at a step. */
  void revert(int step) {
    change(step, to, from);
  }

  private int change(int step, int[] before, int[] after) {
    int more = 0;
    for (int i = 0; i < count; i++) {
      if (lives(moved[i], step)) {
        more -= cover.remove(step, before[i], size[moved[i]]);
      }
    }
    for (int i = 0; i < count; i++) {
      if (lives(moved[i], step)) {
        more += cover.add(step, after[i], size[moved[i]]);
      }
    }
    overlap[step] += more;
    return more;
  }

  /** What is free at a step: {@link Cover#gaps}. */
  int gaps(int step, long least, long[] gaps) {
    return cover.gaps(step, least, gaps);
  }

  /** Keeps the change, which is made at all steps that it touches. */
  void keep() {
    boolean isCrossing =
        count == 2 && middle(moved[0]) < middle(moved[1]) == 2 * to[0] + size[moved[0]] > 2 * to[1] + size[moved[1]];
    for (int i = 0; i < count; i++) {
      int buffer = moved[i];
      offsets[buffer] = to[i];
      for (int step = start[buffer]; step < end[buffer]; step++) {
        if (!isCrossing || !lives(moved[1 - i], step)) {
          shift(step, buffer);
        } else if (i == 0) {
          exchange(step, buffer, moved[1]);
        } else {
          sort(step, moved[0], buffer);
        }
      }
    }
  }

  /** Sorts a step where only two are in a wrong place, and may be in the way of one another. */
  private void sort(int step, int one, int other) {
    boolean isSorted = false;
    while (!isSorted) {
      boolean isOneSorted = !shift(step, one);
      isSorted = !shift(step, other) && isOneSorted;
    }
  }

  /** Lets two change places in the order of a step. */
  private void exchange(int step, int one, int other) {
    int number = number(step, one);
    int otherNumber = number(step, other);
    order[step][number] = other;
    order[step][otherNumber] = one;
    numbers[base[one] + step] = otherNumber;
    numbers[base[other] + step] = number;
  }

  /** Lets one go in the order of a step to where its middle tells; whether that is elsewhere. */
  private boolean shift(int step, int buffer) {
    int number = number(step, buffer);
    sink(step, number);
    rise(step, number(step, buffer));
    return number != number(step, buffer);
  }

  private boolean lives(int buffer, int step) {
    return start[buffer] <= step && step < end[buffer];
  }

  /** Lets one go down in the order of a step as far as its middle tells. */
  private void sink(int step, int number) {
    int[] own = order[step];
    int buffer = own[number];
    int middle = middle(buffer);
    int at = number;
    for (; at > 0 && middle(own[at - 1]) > middle; at--) {
      own[at] = own[at - 1];
      numbers[base[own[at]] + step] = at;
    }
    own[at] = buffer;
    numbers[base[buffer] + step] = at;
  }

  /** Lets one go up in the order of a step as far as its middle tells. */
  private void rise(int step, int number) {
    int[] own = order[step];
    int buffer = own[number];
    int middle = middle(buffer);
    int at = number;
    for (; at + 1 < own.length && middle(own[at + 1]) < middle; at++) {
      own[at] = own[at + 1];
      numbers[base[own[at]] + step] = at;
    }
    own[at] = buffer;
    numbers[base[buffer] + step] = at;
  }
}
