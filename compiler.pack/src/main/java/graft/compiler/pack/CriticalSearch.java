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
  /** From the lowest one up, and from the highest one down. */
  private final Towers below;
  private final Towers above;
  private long height;
  /** By number, how high the part of a tower is that begins there. */
  private final long[] upper;

  /** Knows no layout yet. */
  CriticalSearch(Instance instance, Alike alike, SplittableRandom random) {
    this.instance = instance;
    this.alike = alike;
    this.random = random;
    below = new Towers(instance);
    above = new Towers(instance);
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
    for (int i = 0; i < tries && below.count() > 1 && !isOver.getAsBoolean(); i++) {
      int buffer = critical();
      int[] others = alike.of(buffer);
      if (others.length > 0 && random.nextInt(CHANGES_PER_MOVE) > 0) {
        exchange(buffer, others[random.nextInt(others.length)]);
      } else {
        moveElsewhere(buffer);
      }
    }
    return below.levels();
  }

  /** In the order of their middles; or so that of those that overlap some are put in last, if that is lower. */
  private void arrange(long[] offsets) {
    List<Integer> sorted = IntStream.range(0, instance.count)
        .filter(b -> !instance.isIdle(b))
        .boxed()
        .sorted(Comparator.comparingLong(b -> 2 * offsets[b] + instance.size[b]))
        .toList();
    List<Integer> last = overlapping(sorted, offsets);
    stack(sorted.stream().filter(b -> !last.contains(b)).mapToInt(Integer::intValue).toArray());
    for (int b : last) {
      insert(b);
    }
    int[] inserted = IntStream.range(0, below.count()).map(below::at).toArray();
    long insertedHeight = height;
    stack(sorted.stream().mapToInt(Integer::intValue).toArray());
    if (insertedHeight < height) {
      stack(inserted);
    }
  }

  private void stack(int[] order) {
    below.stack(order);
    above.stack(IntStream.range(0, order.length).map(i -> order[order.length - 1 - i]).toArray());
    height = below.height();
  }

  /** Some without which no two overlap, the largest first. */
  private List<Integer> overlapping(List<Integer> all, long[] offsets) {
    List<Integer> some = new ArrayList<>();
    List<Integer> left =
        new ArrayList<>(
            all.stream().sorted(Comparator.comparingLong(b -> -instance.size[b] * below.steps(b))).toList());
    while (!left.isEmpty()) {
      int b = left.removeLast();
      if (left.stream().anyMatch(other -> below.meet(b, other) && offsets[b] < offsets[other] + instance.size[other]
          && offsets[other] < offsets[b] + instance.size[b])) {
        some.addFirst(b);
      }
    }
    return some;
  }

  /** The next one, from anywhere in the order, of a tower that is as high as the layout. */
  private int critical() {
    int number = random.nextInt(below.count());
    while (tower(below.at(number)) < height) {
      number = (number + 1) % below.count();
    }
    return below.at(number);
  }

  /** How high the highest tower is that one is in. */
  private long tower(int buffer) {
    return below.level(buffer) + instance.size[buffer] + above.level(buffer);
  }

  /** Lets two change places if no tower becomes higher than the layout is. */
  private void exchange(int one, int other) {
    int low = Math.min(below.number(one), below.number(other));
    int high = Math.max(below.number(one), below.number(other));
    if (below.canExchange(low, high, height, above)
        && above.canExchange(below.count() - 1 - high, below.count() - 1 - low, Long.MAX_VALUE, below)) {
      below.exchange();
      above.exchange();
      height = below.height();
    }
  }

  private void moveElsewhere(int buffer) {
    below.remove(buffer);
    above.remove(buffer);
    insert(buffer);
  }

  /** Puts one where the highest tower that it is in is the lowest. */
  private void insert(int buffer) {
    int count = below.count();
    upper[count] = 0;
    for (int i = count - 1; i >= 0; i--) {
      int other = below.at(i);
      upper[i] = below.meet(buffer, other) ? Math.max(upper[i + 1], above.level(other) + instance.size[other])
          : upper[i + 1];
    }
    int best = 0;
    long lowest = instance.size[buffer] + upper[0];
    long low = 0;
    int seen = 1;
    for (int i = 1; i <= count; i++) {
      int other = below.at(i - 1);
      if (below.meet(buffer, other)) {
        low = Math.max(low, below.level(other) + instance.size[other]);
        long tower = low + instance.size[buffer] + upper[i];
        seen = tower < lowest ? 0 : seen;
        if (tower <= lowest && random.nextInt(++seen) == 0) {
          best = i;
          lowest = tower;
        }
      }
    }
    below.insert(buffer, best);
    above.insert(buffer, count - best);
    height = below.height();
  }
}
