package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Orders in which {@link Greedy} lays out well. */
final class Orders {

  private Orders() {}

  /** By size, area, duration, time and neighbours. */
  static List<int[]> of(Instance instance, Neighbours neighbours) {
    int[] live = new int[instance.count];
    int count = 0;
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b)) {
        live[count++] = b;
      }
    }
    int[] all = Arrays.copyOf(live, count);
    IntToLongFunction size = b -> instance.size[b];
    IntToLongFunction duration = b -> instance.end(b) - instance.start(b);
    IntToLongFunction area = b -> instance.size[b] * (instance.end(b) - instance.start(b));
    IntToLongFunction crowd = b -> neighbours.end(b) - neighbours.start(b);
    IntToLongFunction early = b -> -instance.start(b);
    IntToLongFunction late = instance::end;
    List<int[]> orders = new ArrayList<>();
    for (IntToLongFunction[] keys : List.of(
        keys(size, duration), keys(area, size), keys(duration, size), keys(crowd, area), keys(early, size),
        keys(early, duration), keys(late, size))) {
      orders.add(sorted(all, keys[0], keys[1]));
    }
    return orders;
  }

  private static IntToLongFunction[] keys(IntToLongFunction first, IntToLongFunction second) {
    return new IntToLongFunction[]{first, second};
  }

  private static int[] sorted(int[] all, IntToLongFunction first, IntToLongFunction second) {
    return Arrays.stream(all)
        .boxed()
        .sorted((a, b) -> {
          int order = Long.compare(first.applyAsLong(b), first.applyAsLong(a));
          return order != 0 ? order : Long.compare(second.applyAsLong(b), second.applyAsLong(a));
        })
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
