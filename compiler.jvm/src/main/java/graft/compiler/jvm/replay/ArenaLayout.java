package graft.compiler.jvm.replay;

import graft.compiler.api.arena.ArenaLayout.Proof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where lifetimes lie in an arena, so that no two that overlap in time share a byte.
 *
 * @param offsets of each lifetime in bytes, multiples of {@link #ALIGNMENT}
 * @param bytes size of the arena
 * @param lowerBound no layout is smaller
 * @param proof how that was found
 */
record ArenaLayout(List<Long> offsets, long bytes, long lowerBound, Proof proof) {

  static final long ALIGNMENT = 64;

  /**
   * Lays out greedily in several orders and takes the best: by size, by size and duration, by start. Each goes to the lowest gap
   * that holds it ("greedy by size", Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference, 2020).
   */
  static ArenaLayout of(List<Lifetime> lifetimes) {
    long lowerBound = lowerBound(lifetimes);
    List<Comparator<Lifetime>> orders = List.of(
        Comparator.comparingLong(Lifetime::bytes).reversed(),
        Comparator.comparingLong((Lifetime one) -> one.bytes() * (one.last() - one.first() + 1L)).reversed(),
        Comparator.comparingInt(Lifetime::first).thenComparing(Comparator.comparingLong(Lifetime::bytes).reversed()),
        Comparator.comparingInt(Lifetime::last).reversed());
    ArenaLayout best = null;
    for (Comparator<Lifetime> order : orders) {
      ArenaLayout layout = inOrder(lifetimes, order, lowerBound);
      if (best == null || layout.bytes < best.bytes) {
        best = layout;
      }
      if (best.bytes == lowerBound) {
        break;
      }
    }
    return best == null ? new ArenaLayout(List.of(), 0, 0, Proof.LIVE) : best;
  }

  private static ArenaLayout inOrder(List<Lifetime> lifetimes, Comparator<Lifetime> order, long lowerBound) {
    long[] offsets = new long[lifetimes.size()];
    long bytes = 0;
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      numbers.add(i);
    }
    numbers.sort(Comparator.comparing(lifetimes::get, order));
    // Those that have a place, by offset.
    List<Integer> placed = new ArrayList<>();
    for (int number : numbers) {
      Lifetime own = lifetimes.get(number);
      long offset = 0;
      for (int other : placed) {
        if (own.overlaps(lifetimes.get(other))) {
          if (offsets[other] >= offset + aligned(own.bytes())) {
            break;
          }
          offset = Math.max(offset, offsets[other] + aligned(lifetimes.get(other).bytes()));
        }
      }
      offsets[number] = offset;
      bytes = Math.max(bytes, offset + aligned(own.bytes()));
      int at = placed.size();
      while (at > 0 && offsets[placed.get(at - 1)] > offset) {
        at--;
      }
      placed.add(at, number);
    }
    return new ArenaLayout(Arrays.stream(offsets).boxed().toList(), bytes, lowerBound, Proof.LIVE);
  }

  private static long lowerBound(List<Lifetime> lifetimes) {
    int steps = lifetimes.stream().mapToInt(Lifetime::last).max().orElse(-1) + 1;
    long[] change = new long[steps + 1];
    for (Lifetime lifetime : lifetimes) {
      change[lifetime.first()] += aligned(lifetime.bytes());
      change[lifetime.last() + 1] -= aligned(lifetime.bytes());
    }
    long live = 0;
    long most = 0;
    for (long step : change) {
      live += step;
      most = Math.max(most, live);
    }
    return most;
  }

  static long aligned(long bytes) {
    return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
