package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.List;

/** The lowest layout of a few buffers, by placing them lowest first in every order: one of them makes it. */
final class EveryOrder {

  private EveryOrder() {}

  static long lowest(List<ArenaBuffer> buffers) {
    return lowest(buffers, new ArrayList<>(), new long[buffers.size()], 0);
  }

  private static long lowest(List<ArenaBuffer> buffers, List<Integer> placed, long[] offsets, long height) {
    if (placed.size() == buffers.size()) {
      return height;
    }
    long best = Long.MAX_VALUE;
    for (int next = 0; next < buffers.size(); next++) {
      if (!placed.contains(next)) {
        ArenaBuffer own = buffers.get(next);
        long offset = 0;
        for (int other : placed) {
          ArenaBuffer before = buffers.get(other);
          if (own.start() < before.end() && before.start() < own.end()) {
            offset = Math.max(offset, offsets[other] + before.size());
          }
        }
        offsets[next] = offset;
        placed.add(next);
        best = Math.min(best, lowest(buffers, placed, offsets, Math.max(height, offset + own.size())));
        placed.removeLast();
      }
    }
    return best;
  }
}
