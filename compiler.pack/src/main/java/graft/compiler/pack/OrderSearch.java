package graft.compiler.pack;

import java.util.SplittableRandom;

/**
 * Improves an order for {@link Greedy} step by step: a buffer that ends at the top, or any other, goes to an earlier place, and
 * orders that make no higher layout stay. For problems that are too large to be searched.
 */
final class OrderSearch {

  private final Instance instance;
  private final Greedy greedy;
  private final SplittableRandom random;
  private final int[] order;
  private long[] offsets;
  private long height;

  OrderSearch(Instance instance, Greedy greedy, int[] order, long seed) {
    this.instance = instance;
    this.greedy = greedy;
    this.order = order.clone();
    random = new SplittableRandom(seed);
    offsets = greedy.layOut(order);
    height = instance.height(offsets);
  }

  /** Tries one change; whether the layout became lower. */
  boolean step() {
    int[] before = order.clone();
    int moves = 1 + random.nextInt(3);
    for (int i = 0; i < moves; i++) {
      int at = i == 0 ? topmost() : random.nextInt(order.length);
      int to = random.nextInt(at + 1);
      int buffer = order[at];
      System.arraycopy(order, to, order, to + 1, at - to);
      order[to] = buffer;
    }
    long[] changed = greedy.layOut(order);
    long changedHeight = instance.height(changed);
    if (changedHeight > height) {
      System.arraycopy(before, 0, order, 0, order.length);
      return false;
    }
    boolean isLower = changedHeight < height;
    offsets = changed;
    height = changedHeight;
    return isLower;
  }

  /** The place in the order of one of those that end at the top. */
  private int topmost() {
    int[] found = new int[order.length];
    int count = 0;
    for (int i = 0; i < order.length; i++) {
      if (offsets[order[i]] + instance.exactSize[order[i]] == height) {
        found[count++] = i;
      }
    }
    return count == 0 ? random.nextInt(order.length) : found[random.nextInt(count)];
  }

  long[] offsets() {
    return offsets.clone();
  }
}
