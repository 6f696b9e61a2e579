package graft.compiler.pack;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How high buffers are stacked in an order, each on those before it that live at the same time. A change of the order is followed only
 * as far as others lie higher or lower for it. Of lifetimes without gaps. Not for any number of threads.
 */
final class Towers {

  private final int[] start;
  private final int[] end;
  private final long[] size;
  private final int[] order;
  private final int[] numbers;
  private int count;
  /** By buffer, how much is stacked below it. */
  private final long[] levels;
  /** By step, those that live there, in order. */
  private final int[][] stacks;
  private final int[] stacked;
  /** The place of buffer {@code b} at a step is {@code places[base[b] + step]}. */
  private final int[] places;
  private final int[] base;
  /** By step, how high those up to the number that is looked at are stacked after the change; -1 if as high as before it. */
  private final long[] heights;
  /** The numbers of those that may lie at another level after the change. */
  private final BitSet touched;
  /** What lies at another level after the change. */
  private final int[] moved;
  private final long[] movedLevels;
  private int movedCount;
  /** The numbers of two that are to change places. */
  private int low;
  private int high;

  /** Nothing is stacked. */
  Towers(Instance instance) {
    start = new int[instance.count];
    end = new int[instance.count];
    size = instance.size;
    order = new int[instance.count];
    numbers = new int[instance.count];
    levels = new long[instance.count];
    base = new int[instance.count];
    moved = new int[instance.count];
    movedLevels = new long[instance.count];
    int[] counts = new int[instance.steps];
    int all = 0;
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b)) {
        start[b] = instance.start(b);
        end[b] = instance.end(b);
        base[b] = all - start[b];
        all += end[b] - start[b];
        for (int step = start[b]; step < end[b]; step++) {
          counts[step]++;
        }
      }
    }
    places = new int[all];
    stacks = new int[instance.steps][];
    for (int step = 0; step < instance.steps; step++) {
      stacks[step] = new int[counts[step]];
    }
    stacked = new int[instance.steps];
    heights = new long[instance.steps];
    touched = new BitSet(instance.count);
  }

  /** Whether two live at the same time. */
  boolean meet(int one, int other) {
    return start[one] < end[other] && start[other] < end[one];
  }

  /** Steps for which it lives. */
  int steps(int buffer) {
    return end[buffer] - start[buffer];
  }

  /** How many are stacked. */
  int count() {
    return count;
  }

  /** One of those that are stacked, by its number in the order. */
  int at(int number) {
    return order[number];
  }

  /** The number in the order of one that is stacked. */
  int number(int buffer) {
    return numbers[buffer];
  }

  /** How much is stacked below one. */
  long level(int buffer) {
    return levels[buffer];
  }

  private long top(int buffer) {
    return levels[buffer] + size[buffer];
  }

  /** How much is stacked at the highest step. */
  long height() {
    long height = 0;
    for (int i = 0; i < count; i++) {
      height = Math.max(height, top(order[i]));
    }
    return height;
  }

  /** By buffer, how much is stacked below it. */
  long[] levels() {
    return levels.clone();
  }

  /** Stacks nothing but these. */
  void stack(int[] buffers) {
    count = 0;
    Arrays.fill(stacked, 0);
    for (int buffer : buffers) {
      insert(buffer, count);
    }
  }

  /** Takes one away. */
  void remove(int buffer) {
    begin();
    int number = numbers[buffer];
    leave(buffer);
    followAll(number + 1);
    keepLevels();
    count--;
    for (int i = number; i < count; i++) {
      order[i] = order[i + 1];
      numbers[order[i]] = i;
    }
    for (int step = start[buffer]; step < end[buffer]; step++) {
      int[] own = stacks[step];
      stacked[step]--;
      for (int at = place(buffer, step); at < stacked[step]; at++) {
        put(step, at, own[at + 1]);
      }
    }
  }

  /** Stacks another one, before that which had its number. */
  void insert(int buffer, int number) {
    begin();
    for (int i = count; i > number; i--) {
      order[i] = order[i - 1];
      numbers[order[i]] = i;
    }
    count++;
    order[number] = buffer;
    numbers[buffer] = number;
    for (int step = start[buffer]; step < end[buffer]; step++) {
      put(step, stacked[step]++, buffer);
      sort(step, buffer);
    }
    enter(buffer, number);
    followAll(number + 1);
    keepLevels();
  }

  /**
   * Looks at what would be if two changed places.
   *
   * @param low the smaller number
   * @param high the larger number
   * @param limit how high a tower may be
   * @param above how much is stacked above each one
   * @return whether {@link #exchange()} may follow
   */
  boolean canExchange(int low, int high, long limit, Towers above) {
    begin();
    this.low = low;
    this.high = high;
    int one = order[low];
    int other = order[high];
    leave(one);
    if (enter(other, low) > limit) {
      return false;
    }
    for (int i = touched.nextSetBit(low + 1); i >= 0 && i < high; i = touched.nextSetBit(i + 1)) {
      if (follow(order[i]) > limit) {
        return false;
      }
    }
    leave(other);
    if (enter(one, high) > limit) {
      return false;
    }
    for (int i = touched.nextSetBit(high + 1); i >= 0; i = touched.nextSetBit(i + 1)) {
      if (follow(order[i]) > limit - above.levels[order[i]]) {
        return false;
      }
    }
    return true;
  }

  /** Lets the two change places. */
  void exchange() {
    keepLevels();
    int one = order[low];
    int other = order[high];
    order[low] = other;
    order[high] = one;
    numbers[one] = high;
    numbers[other] = low;
    for (int step = start[one]; step < end[one]; step++) {
      if (lives(other, step)) {
        int place = place(one, step);
        put(step, place(other, step), one);
        put(step, place, other);
      } else {
        sort(step, one);
      }
    }
    for (int step = start[other]; step < end[other]; step++) {
      if (!lives(one, step)) {
        sort(step, other);
      }
    }
  }

  private void begin() {
    Arrays.fill(heights, -1);
    touched.clear();
    movedCount = 0;
  }

  private void keepLevels() {
    for (int i = 0; i < movedCount; i++) {
      levels[moved[i]] = movedLevels[i];
    }
  }

  /** From where one was it is gone. */
  private void leave(int buffer) {
    for (int step = start[buffer]; step < end[buffer]; step++) {
      int place = place(buffer, step);
      heights[step] = heights[step] < 0 ? topAt(step, place - 1) : heights[step];
      touch(step, place + 1);
    }
  }

  /** One comes before that which has a number, or is there; how high it reaches. */
  private long enter(int buffer, int number) {
    long level = 0;
    for (int step = start[buffer]; step < end[buffer]; step++) {
      int before = placeBefore(buffer, step, number);
      level = Math.max(level, heights[step] < 0 ? topAt(step, before) : heights[step]);
      touch(step, before + 1 == place(buffer, step) ? before + 2 : before + 1);
    }
    return move(buffer, level);
  }

  /** The place at a step of the last one before that which has a number. */
  private int placeBefore(int buffer, int step, int number) {
    int place = place(buffer, step);
    int at = place;
    while (at + 1 < stacked[step] && numbers[stacks[step][at + 1]] < number) {
      at++;
    }
    while (at >= 0 && (at == place || numbers[stacks[step][at]] >= number)) {
      at--;
    }
    return at;
  }

  private void followAll(int from) {
    for (int i = touched.nextSetBit(from); i >= 0; i = touched.nextSetBit(i + 1)) {
      follow(order[i]);
    }
  }

  /** How high one reaches now if it lies at another level; 0 if it does not. */
  private long follow(int buffer) {
    long level = 0;
    for (int step = start[buffer]; step < end[buffer]; step++) {
      level = Math.max(level, heights[step] < 0 ? topAt(step, place(buffer, step) - 1) : heights[step]);
    }
    if (level == levels[buffer]) {
      Arrays.fill(heights, start[buffer], end[buffer], -1);
      return 0;
    }
    for (int step = start[buffer]; step < end[buffer]; step++) {
      touch(step, place(buffer, step) + 1);
    }
    return move(buffer, level);
  }

  private long move(int buffer, long level) {
    moved[movedCount] = buffer;
    movedLevels[movedCount++] = level;
    long top = level + size[buffer];
    Arrays.fill(heights, start[buffer], end[buffer], top);
    return top;
  }

  /** What has a place at a step may lie at another level. */
  private void touch(int step, int place) {
    if (place < stacked[step]) {
      touched.set(numbers[stacks[step][place]]);
    }
  }

  private boolean lives(int buffer, int step) {
    return start[buffer] <= step && step < end[buffer];
  }

  private int place(int buffer, int step) {
    return places[base[buffer] + step];
  }

  private long topAt(int step, int place) {
    return place < 0 ? 0 : top(stacks[step][place]);
  }

  private void put(int step, int place, int buffer) {
    stacks[step][place] = buffer;
    places[base[buffer] + step] = place;
  }

  /** Lets one go to its place among those of a step. */
  private void sort(int step, int buffer) {
    int[] own = stacks[step];
    int number = numbers[buffer];
    int at = place(buffer, step);
    for (; at > 0 && numbers[own[at - 1]] > number; at--) {
      put(step, at, own[at - 1]);
    }
    for (; at + 1 < stacked[step] && numbers[own[at + 1]] < number; at++) {
      put(step, at, own[at + 1]);
    }
    put(step, at, buffer);
  }
}
