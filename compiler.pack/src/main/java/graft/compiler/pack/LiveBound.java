package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The most bytes that are live at one step, or the end of a buffer whose offset is given: no layout is smaller. */
final class LiveBound {

  private LiveBound() {}

  /** Bytes in use for a while, and how many of them are there only because the size was rounded up. */
  private record Use(long start, long end, long size, long spare) {}

  static long of(ArenaProblem problem, Instance instance) {
    long bound = 0;
    List<Use> uses = new ArrayList<>(instance.count);
    for (int b = 0; b < instance.count; b++) {
      ArenaBuffer buffer = problem.buffers().get(b);
      bound = Math.max(bound, buffer.offset().orElse(0) + buffer.size());
      if (instance.isSimplified) {
        addParts(buffer, uses);
      } else {
        for (int p = instance.pieceFrom[b]; p < instance.pieceFrom[b + 1]; p++) {
          uses.add(new Use(instance.pieceStart[p], instance.pieceEnd[p], instance.size[b],
              instance.size[b] - buffer.size()));
        }
      }
    }
    return Math.max(bound, mostLive(uses));
  }

  /** The parts that gaps leave, which {@link Instance} does not know; not rounded, so that parts may end anywhere. */
  private static void addParts(ArenaBuffer buffer, List<Use> uses) {
    long from = buffer.start();
    for (ArenaBuffer.Gap gap : buffer.gaps()) {
      uses.add(new Use(from, gap.start(), buffer.size(), 0));
      uses.add(new Use(gap.start(), gap.end(), gap.high() - gap.low(), 0));
      from = gap.end();
    }
    uses.add(new Use(from, buffer.end(), buffer.size(), 0));
  }

  private static long mostLive(List<Use> uses) {
    List<Use> starts = new ArrayList<>(uses);
    starts.removeIf(use -> use.start == use.end);
    List<Use> ends = new ArrayList<>(starts);
    starts.sort(Comparator.comparingLong(Use::start));
    ends.sort(Comparator.comparingLong(Use::end));
    // Only the topmost buffer of a step may end before its rounded end: the one with the most to spare.
    var spares = new PriorityQueue<Use>(Comparator.comparingLong(Use::spare).reversed());
    long live = 0;
    long most = 0;
    int ended = 0;
    for (int i = 0; i < starts.size(); i++) {
      Use use = starts.get(i);
      for (; ends.get(ended).end <= use.start; ended++) {
        live -= ends.get(ended).size;
      }
      live += use.size;
      if (use.spare > 0) {
        spares.add(use);
      }
      while (!spares.isEmpty() && spares.element().end <= use.start) {
        spares.remove();
      }
      if (i + 1 == starts.size() || starts.get(i + 1).start > use.start) {
        most = Math.max(most, live - (spares.isEmpty() ? 0 : spares.element().spare));
      }
    }
    return most;
  }
}
