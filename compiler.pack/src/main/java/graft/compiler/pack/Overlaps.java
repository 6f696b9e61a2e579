package graft.compiler.pack;

import java.util.Arrays;

/**
 * Offsets at which buffers may overlap, and how many bytes of each step do: of two that follow one another in the order of their
 * middles. What a change would bring is computed beside what is, so that nothing has to be undone. Of lifetimes without gaps. Not for
 * any number of threads.
 */
final class Overlaps {

  private final Instance instance;
  private final long[] offsets;
  /** By step, those that live there in order, and the same after the change. */
  private final int[][] order;
  private final int[][] changedOrder;
  private final long[] bytes;
  private final long[] changedBytes;
  /** The number of buffer {@code b} at a step is {@code numbers[base[b] + step]}. */
  private final int[] numbers;
  private final int[] base;
  /** What the change moves, from where and whereto. */
  private final int[] moved;
  private final long[] from;
  private final long[] to;
  private final int[] beside;
  private final boolean[] isMoved;
  private int count;
  private int first;
  private int end;

  /**
   * All lie at the bottom.
   *
   * @param buffers that are looked at
   */
  Overlaps(Instance instance, int[] buffers) {
    this.instance = instance;
    offsets = new long[instance.count];
    order = new int[instance.steps][];
    changedOrder = new int[instance.steps][];
    bytes = new long[instance.steps];
    changedBytes = new long[instance.steps];
    moved = new int[buffers.length];
    from = new long[buffers.length];
    to = new long[buffers.length];
    beside = new int[buffers.length];
    isMoved = new boolean[instance.count];
    int[] counts = new int[instance.steps];
    base = new int[instance.count];
    int all = 0;
    for (int b : buffers) {
      base[b] = all - instance.start(b);
      all += instance.end(b) - instance.start(b);
      for (int step = instance.start(b); step < instance.end(b); step++) {
        counts[step]++;
      }
    }
    numbers = new int[all];
    for (int step = 0; step < instance.steps; step++) {
      order[step] = new int[counts[step]];
      changedOrder[step] = new int[counts[step]];
    }
    Arrays.fill(counts, 0);
    for (int b : buffers) {
      for (int step = instance.start(b); step < instance.end(b); step++) {
        order[step][counts[step]++] = b;
      }
    }
  }

  /** Puts each where it is told, however they overlap. */
  void put(long[] all) {
    System.arraycopy(all, 0, offsets, 0, offsets.length);
    for (int step = 0; step < order.length; step++) {
      int[] own = order[step];
      for (int i = 1; i < own.length; i++) {
        int buffer = own[i];
        int at = i;
        for (; at > 0 && middle(own[at - 1]) > middle(buffer); at--) {
          own[at] = own[at - 1];
        }
        own[at] = buffer;
      }
      for (int i = 0; i < own.length; i++) {
        numbers[base[own[i]] + step] = i;
      }
      bytes[step] = 0;
      for (int i = 1; i < own.length; i++) {
        bytes[step] += overlap(own[i - 1], own[i]);
      }
    }
  }

  /** Offsets by buffer; 0 for those that are not looked at. */
  long[] offsets() {
    return offsets.clone();
  }

  long offset(int buffer) {
    return offsets[buffer];
  }

  long top(int buffer) {
    return offsets[buffer] + instance.size[buffer];
  }

  /** Twice the middle. */
  long middle(int buffer) {
    return 2 * offsets[buffer] + instance.size[buffer];
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

  /** Bytes that overlap at a step. */
  long bytes(int step) {
    return bytes[step];
  }

  /** Begins a change that moves nothing yet. */
  void begin() {
    for (int i = 0; i < count; i++) {
      isMoved[moved[i]] = false;
    }
    count = 0;
    first = instance.steps;
    end = 0;
  }

  /**
   * The change is to move a buffer, too, that it does not move yet.
   *
   * @param other one near which it will lie, perhaps itself
   */
  void move(int buffer, long offset, int other) {
    isMoved[buffer] = true;
    moved[count] = buffer;
    from[count] = offsets[buffer];
    beside[count] = other;
    to[count++] = offset;
    first = Math.min(first, instance.start(buffer));
    end = Math.max(end, instance.end(buffer));
  }

  /** Whether the change moves anything. */
  boolean isChange() {
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

  long to(int number) {
    return to[number];
  }

  void setTo(int number, long offset) {
    to[number] = offset;
  }

  /** The first step of those that the change may touch. */
  int first() {
    return first;
  }

  /** The step after the last that it may touch. */
  int end() {
    return end;
  }

  /** Bytes that would overlap at a step. */
  long change(int step) {
    int[] own = changedOrder[step];
    System.arraycopy(order[step], 0, own, 0, own.length);
    long sum = bytes[step];
    for (int i = 0; i < count; i++) {
      int buffer = moved[i];
      if (lives(buffer, step)) {
        int at = find(own, step, buffer);
        sum -= around(own, at);
        System.arraycopy(own, at + 1, own, at, own.length - at - 1);
        offsets[buffer] = to[i];
        int next = place(own, own.length - 1, middle(buffer), lives(beside[i], step) ? number(step, beside[i]) : at);
        System.arraycopy(own, next, own, next + 1, own.length - next - 1);
        own[next] = buffer;
        sum += around(own, next);
      }
    }
    for (int i = 0; i < count; i++) {
      offsets[moved[i]] = from[i];
    }
    changedBytes[step] = sum;
    return sum;
  }

  /**
   * What is free at a step.
   *
   * @param least size of a gap
   * @param gaps filled with the sizes of what is free, from below
   * @return how many there are
   */
  int gaps(int step, long height, long least, long[] gaps) {
    return gaps(order[step], height, least, gaps);
  }

  /** The same after the change, of a step that was {@link #change changed}. */
  int changedGaps(int step, long height, long least, long[] gaps) {
    for (int i = 0; i < count; i++) {
      offsets[moved[i]] = to[i];
    }
    int number = gaps(changedOrder[step], height, least, gaps);
    for (int i = 0; i < count; i++) {
      offsets[moved[i]] = from[i];
    }
    return number;
  }

  private int gaps(int[] own, long height, long least, long[] gaps) {
    int number = 0;
    long free = 0;
    for (int buffer : own) {
      if (offsets[buffer] - free >= least) {
        gaps[number++] = offsets[buffer] - free;
      }
      free = Math.max(free, top(buffer));
    }
    if (height - free >= least) {
      gaps[number++] = height - free;
    }
    return number;
  }

  /** Makes the change, all of whose steps are {@link #change changed}. */
  void keep() {
    for (int i = 0; i < count; i++) {
      offsets[moved[i]] = to[i];
    }
    for (int step = first; step < end; step++) {
      int[] before = order[step];
      int[] own = changedOrder[step];
      for (int i = 0; i < own.length; i++) {
        if (own[i] != before[i]) {
          numbers[base[own[i]] + step] = i;
        }
      }
      order[step] = own;
      changedOrder[step] = before;
      bytes[step] = changedBytes[step];
    }
  }

  private long overlap(int low, int high) {
    return Math.max(0, top(low) - offsets[high]);
  }

  /** What the one at a place adds to what overlaps. */
  private long around(int[] own, int at) {
    long sum = 0;
    if (at > 0) {
      sum += overlap(own[at - 1], own[at]);
    }
    if (at + 1 < own.length) {
      sum += overlap(own[at], own[at + 1]);
    }
    if (at > 0 && at + 1 < own.length) {
      sum -= overlap(own[at - 1], own[at + 1]);
    }
    return sum;
  }

  private boolean lives(int buffer, int step) {
    return instance.start(buffer) <= step && step < instance.end(buffer);
  }

  /** Where it is: what the change moved before may have moved it by some. */
  private int find(int[] own, int step, int buffer) {
    int number = number(step, buffer);
    int away = 0;
    while (true) {
      if (number + away < own.length && own[number + away] == buffer) {
        return number + away;
      }
      if (number >= away && own[number - away] == buffer) {
        return number - away;
      }
      away++;
    }
  }

  /** How many of the first ones have no higher middle, which may be about {@code guess}. */
  private int place(int[] own, int length, long middle, int guess) {
    int at = Math.min(guess, length);
    while (at > 0 && middle(own[at - 1]) > middle) {
      at--;
    }
    while (at < length && middle(own[at]) <= middle) {
      at++;
    }
    return at;
  }
}
