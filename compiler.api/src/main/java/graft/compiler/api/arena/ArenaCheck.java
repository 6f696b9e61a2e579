package graft.compiler.api.arena;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proves that a layout is one, whoever made it: a sweep over time keeps the bytes that are in use in a tree by offset, where
 * whatever overlaps is a neighbour. Costs n log n. Knows nothing of how layouts are made.
 */
public final class ArenaCheck {

  private ArenaCheck() {}

  /** Bytes in use from one step to another. */
  private record Use(int buffer, long start, long end, long low, long high) {}

  /** What is wrong with the layout, in one line; empty if nothing is. */
  public static Optional<String> violation(ArenaProblem problem, ArenaLayout layout) {
    int count = problem.buffers().size();
    if (layout.offsets().size() != count) {
      return Optional.of(layout.offsets().size() + " offsets for " + count + " buffers");
    }
    long height = 0;
    List<Use> uses = new ArrayList<>(count);
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
      addUses(i, buffer, offset, uses);
    }
    if (layout.height() != height) {
      return Optional.of("the highest buffer ends at " + height + ", the layout says " + layout.height());
    }
    return overlap(problem, uses);
  }

  private static void addUses(int number, ArenaBuffer buffer, long offset, List<Use> uses) {
    long from = buffer.start();
    for (ArenaBuffer.Gap gap : buffer.gaps()) {
      add(new Use(number, from, gap.start(), offset, offset + buffer.size()), uses);
      add(new Use(number, gap.start(), gap.end(), offset + gap.low(), offset + gap.high()), uses);
      from = gap.end();
    }
    add(new Use(number, from, buffer.end(), offset, offset + buffer.size()), uses);
  }

  private static void add(Use use, List<Use> uses) {
    if (use.start < use.end && use.low < use.high) {
      uses.add(use);
    }
  }

  private static Optional<String> overlap(ArenaProblem problem, List<Use> uses) {
    Use[] starts = uses.toArray(Use[]::new);
    Use[] ends = starts.clone();
    Arrays.parallelSort(starts, Comparator.comparingLong(Use::start));
    Arrays.parallelSort(ends, Comparator.comparingLong(Use::end));
    NavigableMap<Long, Use> inUse = new TreeMap<>();
    int ended = 0;
    for (Use use : starts) {
      for (; ends[ended].end <= use.start; ended++) {
        inUse.remove(ends[ended].low);
      }
      var below = inUse.floorEntry(use.low);
      var above = inUse.higherEntry(use.low);
      Use other = below != null && below.getValue().high > use.low ? below.getValue()
          : above != null && above.getKey() < use.high ? above.getValue()
          : null;
      if (other != null) {
        return Optional.of("buffers " + problem.buffers().get(other.buffer).id() + " and "
            + problem.buffers().get(use.buffer).id() + " overlap at step " + use.start);
      }
      inUse.put(use.low, use);
    }
    return Optional.empty();
  }
}
