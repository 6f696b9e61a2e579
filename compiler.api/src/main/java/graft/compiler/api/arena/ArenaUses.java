package graft.compiler.api.arena;

import java.util.Arrays;

/** Bytes in use from one step to another, in arrays, in ascending order of the first byte. */
final class ArenaUses {

  final int count;
  /** Whose they are. */
  final int[] buffer;
  final long[] start;
  final long[] end;
  /** The first byte, and the one after the last. */
  final long[] low;
  final long[] high;

  private ArenaUses(int count) {
    this.count = count;
    buffer = new int[count];
    start = new long[count];
    end = new long[count];
    low = new long[count];
    high = new long[count];
  }

  /** Those of all buffers at their offsets; what uses no byte or no step is none. */
  static ArenaUses of(ArenaProblem problem, long[] offsets) {
    int most = 0;
    for (ArenaBuffer own : problem.buffers()) {
      most += 1 + 2 * own.gaps().size();
    }
    var all = new ArenaUses(most);
    int count = 0;
    for (int b = 0; b < offsets.length; b++) {
      ArenaBuffer own = problem.buffers().get(b);
      long from = own.start();
      for (ArenaBuffer.Gap gap : own.gaps()) {
        count = all.add(count, b, from, gap.start(), offsets[b], offsets[b] + own.size());
        count = all.add(count, b, gap.start(), gap.end(), offsets[b] + gap.low(), offsets[b] + gap.high());
        from = gap.end();
      }
      count = all.add(count, b, from, own.end(), offsets[b], offsets[b] + own.size());
    }
    return all.inOrder(RadixOrder.of(Arrays.copyOf(all.low, count)));
  }

  private int add(int number, int own, long from, long to, long bottom, long top) {
    if (from >= to || bottom >= top) {
      return number;
    }
    buffer[number] = own;
    start[number] = from;
    end[number] = to;
    low[number] = bottom;
    high[number] = top;
    return number + 1;
  }

  private ArenaUses inOrder(int[] places) {
    var uses = new ArenaUses(places.length);
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      uses.add(i, buffer[place], start[place], end[place], low[place], high[place]);
    }
    return uses;
  }
}
