package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.List;

/** Whether a few small buffers fit, by trying every offset: it knows only which bytes each needs at each step. */
final class EveryOffset {

  private final List<ArenaBuffer> buffers;
  private final int capacity;
  private final boolean[][] used;

  private EveryOffset(List<ArenaBuffer> buffers, int capacity) {
    this.buffers = buffers;
    this.capacity = capacity;
    used = new boolean[(int) buffers.stream().mapToLong(ArenaBuffer::end).max().orElse(0)][capacity];
  }

  /** The least capacity that is enough; -1 if that many bytes are not. */
  static int lowest(List<ArenaBuffer> buffers, int most) {
    for (int capacity = 0; capacity <= most; capacity++) {
      if (new EveryOffset(buffers, capacity).fits(0)) {
        return capacity;
      }
    }
    return -1;
  }

  private boolean fits(int number) {
    if (number == buffers.size()) {
      return true;
    }
    ArenaBuffer buffer = buffers.get(number);
    for (long at = 0; at + buffer.size() <= capacity; at += buffer.alignment()) {
      if (buffer.offset().orElse(at) == at && isFree(buffer, at)) {
        mark(buffer, at, true);
        boolean fits = fits(number + 1);
        mark(buffer, at, false);
        if (fits) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isFree(ArenaBuffer buffer, long at) {
    for (long step = buffer.start(); step < buffer.end(); step++) {
      for (long i = at + low(buffer, step); i < at + high(buffer, step); i++) {
        if (used[(int) step][(int) i]) {
          return false;
        }
      }
    }
    return true;
  }

  private void mark(ArenaBuffer buffer, long at, boolean isUsed) {
    for (long step = buffer.start(); step < buffer.end(); step++) {
      for (long i = at + low(buffer, step); i < at + high(buffer, step); i++) {
        used[(int) step][(int) i] = isUsed;
      }
    }
  }

  private static long low(ArenaBuffer buffer, long step) {
    return buffer.gaps().stream().filter(gap -> gap.start() <= step && step < gap.end())
        .mapToLong(ArenaBuffer.Gap::low).findFirst().orElse(0);
  }

  private static long high(ArenaBuffer buffer, long step) {
    return buffer.gaps().stream().filter(gap -> gap.start() <= step && step < gap.end())
        .mapToLong(ArenaBuffer.Gap::high).findFirst().orElse(buffer.size());
  }
}
