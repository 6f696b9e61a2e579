package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Lowers a layout whose buffers are stacked in some order: one of a tower that is as high as the layout goes elsewhere in the order, or
 * changes places with one that is much like it, if the layout becomes no higher. Where one costs the least is known from how much is
 * stacked below and above the others (as Dell'Amico and Trubian, 1993, put operations into the schedule of a job shop). Of lifetimes
 * without gaps. Not for any number of threads.
 */
final class CriticalSearch {

  /** Of so many changes one puts a buffer elsewhere; the others let two change places. */
  private static final int CHANGES_PER_MOVE = 5;

  private final Instance instance;
  private final Alike alike;
  private final SplittableRandom random;
  private final Towers towers;
  /** The lowest one first, and which number each has. */
  private int[] order;
  private final int[] numbers;
  private int count;
  /** By buffer, how much is stacked below and above it. */
  private final long[] below;
  private final long[] above;
  private long height;
  /** The same without one of them. */
  private int[] rest;
  private final long[] restBelow;
  private final long[] restAbove;
  /** By number, how high the part of a tower is that begins there. */
  private final long[] upper;

  /** Knows no layout yet. */
  CriticalSearch(Instance instance, Alike alike, SplittableRandom random) {
    this.instance = instance;
    this.alike = alike;
    this.random = random;
    towers = new Towers(instance);
    order = new int[instance.count];
    numbers = new int[instance.count];
    below = new long[instance.count];
    above = new long[instance.count];
    rest = new int[instance.count];
    restBelow = new long[instance.count];
    restAbove = new long[instance.count];
    upper = new long[instance.count + 1];
  }

  /**
   * A layout in about the same order.
   *
   * @param offsets by buffer, at which they may overlap
   * @param tries changes of the order that are looked at, or fewer if {@code isOver}
   */
  long[] lower(long[] offsets, int tries, BooleanSupplier isOver) {
    arrange(offsets);
    for (int i = 0; i < tries && count > 1 && !isOver.getAsBoolean(); i++) {
      int buffer = critical();
      int[] others = alike.of(buffer);
      if (others.length > 0 && random.nextInt(CHANGES_PER_MOVE) > 0) {
        exchange(buffer, others[random.nextInt(others.length)]);
      } else {
        moveElsewhere(buffer);
      }
    }
    return below.clone();
  }

  /** In the order of their middles; or so that of those that overlap some are put in last, if that is lower. */
  private void arrange(long[] offsets) {
    List<Integer> sorted = IntStream.range(0, instance.count)
        .filter(b -> !instance.isIdle(b))
        .boxed()
        .sorted(Comparator.comparingLong(b -> 2 * offsets[b] + instance.size[b]))
        .toList();
    List<Integer> last = overlapping(sorted, offsets);
    take(sorted.stream().filter(b -> !last.contains(b)).toList());
    for (int b : last) {
      insert(b, order, below, above);
      stack();
    }
    int[] inserted = order.clone();
    long insertedHeight = height;
    take(sorted);
    if (insertedHeight < height) {
      order = inserted;
      stack();
    }
  }

  private void take(List<Integer> all) {
    count = all.size();
    for (int i = 0; i < count; i++) {
      order[i] = all.get(i);
    }
    stack();
  }

  /** Some without which no two overlap, the largest first. */
  private List<Integer> overlapping(List<Integer> all, long[] offsets) {
    List<Integer> some = new ArrayList<>();
    List<Integer> left =
        new ArrayList<>(
            all.stream().sorted(Comparator.comparingLong(b -> -instance.size[b] * towers.steps(b))).toList());
    while (!left.isEmpty()) {
      int b = left.removeLast();
      if (left.stream().anyMatch(other -> towers.meet(b, other) && offsets[b] < offsets[other] + instance.size[other]
          && offsets[other] < offsets[b] + instance.size[b])) {
        some.addFirst(b);
      }
    }
    return some;
  }

  /** The next one, from anywhere in the order, of a tower that is as high as the layout. */
  private int critical() {
    int number = random.nextInt(count);
    while (below[order[number]] + instance.size[order[number]] + above[order[number]] < height) {
      number = (number + 1) % count;
    }
    return order[number];
  }

  private void exchange(int one, int other) {
    int number = numbers[one];
    int otherNumber = numbers[other];
    order[number] = other;
    order[otherNumber] = one;
    if (isNoHigher(Math.min(number, otherNumber), Math.max(number, otherNumber))) {
      stack();
    } else {
      order[number] = one;
      order[otherNumber] = other;
    }
  }

  /** Whether no tower is higher than the layout was before it changed from one number to another one. */
  private boolean isNoHigher(int from, int to) {
    stackBefore(order, from);
    for (int i = from; i < count; i++) {
      int b = order[i];
      if (towers.put(b) + instance.size[b] + (i > to ? above[b] : 0) > height) {
        return false;
      }
    }
    return true;
  }

  private void moveElsewhere(int buffer) {
    int from = numbers[buffer];
    count--;
    System.arraycopy(order, 0, rest, 0, from);
    System.arraycopy(order, from + 1, rest, from, count - from);
    System.arraycopy(below, 0, restBelow, 0, below.length);
    System.arraycopy(above, 0, restAbove, 0, above.length);
    stackBefore(rest, from);
    for (int i = from; i < count; i++) {
      restBelow[rest[i]] = towers.put(rest[i]);
    }
    stackAfter(rest, from);
    for (int i = from - 1; i >= 0; i--) {
      restAbove[rest[i]] = towers.put(rest[i]);
    }
    if (insert(buffer, rest, restBelow, restAbove) <= height) {
      int[] before = order;
      order = rest;
      rest = before;
      stack();
    }
  }

  /** Puts one where the highest tower that it is in is the lowest; how high that is. */
  private long insert(int buffer, int[] others, long[] othersBelow, long[] othersAbove) {
    upper[count] = 0;
    for (int i = count - 1; i >= 0; i--) {
      int other = others[i];
      upper[i] = towers.meet(buffer, other) ? Math.max(upper[i + 1], othersAbove[other] + instance.size[other])
          : upper[i + 1];
    }
    int best = 0;
    long lowest = instance.size[buffer] + upper[0];
    long low = 0;
    int seen = 1;
    for (int i = 1; i <= count; i++) {
      int other = others[i - 1];
      if (towers.meet(buffer, other)) {
        low = Math.max(low, othersBelow[other] + instance.size[other]);
        long tower = low + instance.size[buffer] + upper[i];
        seen = tower < lowest ? 0 : seen;
        if (tower <= lowest && random.nextInt(++seen) == 0) {
          best = i;
          lowest = tower;
        }
      }
    }
    System.arraycopy(others, best, others, best + 1, count - best);
    others[best] = buffer;
    count++;
    return lowest;
  }

  /** Stacks all in order, from below and from above. */
  private void stack() {
    towers.clear();
    height = 0;
    for (int i = 0; i < count; i++) {
      int b = order[i];
      numbers[b] = i;
      below[b] = towers.put(b);
      height = Math.max(height, below[b] + instance.size[b]);
    }
    towers.clear();
    for (int i = count - 1; i >= 0; i--) {
      above[order[i]] = towers.put(order[i]);
    }
  }

  /** Stacks those before a number, of which it is known how high they are. */
  private void stackBefore(int[] all, int number) {
    towers.clear();
    int i = number - 1;
    while (i >= 0 && towers.putUnder(all[i], below[all[i]])) {
      i--;
    }
  }

  /** Stacks those from a number on, from above, of which it is known how much is above them. */
  private void stackAfter(int[] all, int number) {
    towers.clear();
    int i = number;
    while (i < count && towers.putUnder(all[i], above[all[i]])) {
      i++;
    }
  }
}
