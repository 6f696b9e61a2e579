package graft.compiler.api.arena;

import java.util.Optional;

/**
 * Proves that a layout is one, whoever made it: a sweep over time keeps what is in use in a set by offset. As nothing in it
 * overlaps, what comes overlaps something if and only if it overlaps its neighbour below or above. Knows nothing of how layouts are made.
 */
public final class ArenaCheck {

  private ArenaCheck() {}

  /** What is wrong with the layout, in one line; empty if nothing is. */
  public static Optional<String> violation(ArenaProblem problem, ArenaLayout layout) {
    int count = problem.buffers().size();
    if (layout.offsets().size() != count) {
      return Optional.of(layout.offsets().size() + " offsets for " + count + " buffers");
    }
    long height = 0;
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      ArenaBuffer buffer = problem.buffers().get(i);
      long offset = layout.offsets().get(i);
      if (offset < 0 || offset > Long.MAX_VALUE - buffer.size()) {
        return Optional.of("buffer " + buffer.id() + " lies at " + offset);
      }
      if (offset % buffer.alignment() != 0) {
        return Optional.of("buffer " + buffer.id() + " lies at " + offset + ", no multiple of " + buffer.alignment());
      }
      if (buffer.offset().isPresent() && buffer.offset().getAsLong() != offset) {
        return Optional
            .of("buffer " + buffer.id() + " lies at " + offset + ", expected " + buffer.offset().getAsLong());
      }
      height = Math.max(height, offset + buffer.size());
      offsets[i] = offset;
    }
    if (layout.height() != height) {
      return Optional.of("the highest buffer ends at " + height + ", the layout says " + layout.height());
    }
    return overlap(problem, ArenaUses.of(problem, offsets));
  }

  private static Optional<String> overlap(ArenaProblem problem, ArenaUses uses) {
    int[] starts = RadixOrder.of(uses.start);
    int[] ends = RadixOrder.of(uses.end);
    var live = new RankSet(uses.count);
    int ended = 0;
    for (int use : starts) {
      for (; uses.end[ends[ended]] <= uses.start[use]; ended++) {
        live.remove(ends[ended]);
      }
      int below = live.below(use);
      int above = live.above(use);
      int other = below >= 0 && uses.high[below] > uses.low[use] ? below
          : above >= 0 && uses.low[above] < uses.high[use] ? above
          : -1;
      if (other >= 0) {
        return Optional.of("buffers " + problem.buffers().get(uses.buffer[other]).id() + " and "
            + problem.buffers().get(uses.buffer[use]).id() + " overlap at step " + uses.start[use]);
      }
      live.add(use);
    }
    return Optional.empty();
  }
}
