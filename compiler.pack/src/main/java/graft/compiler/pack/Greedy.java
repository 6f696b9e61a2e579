package graft.compiler.pack;

import java.util.Arrays;

/**
 * Lays out buffer by buffer in a given order, each at the lowest offset that those before it leave ("greedy by size" is one such
 * order: Pisarchyk and Lee, 2020). Not for any number of threads.
 */
final class Greedy {

  private final Instance instance;
  private final Neighbours neighbours;
  private final boolean[] placed;
  /** Which offsets the placed neighbours of one buffer exclude: those between the two. */
  private long[] from = new long[64];
  private long[] to = new long[64];

  Greedy(Instance instance, Neighbours neighbours) {
    this.instance = instance;
    this.neighbours = neighbours;
    placed = new boolean[instance.count];
  }

  /** Offsets by buffer; null where buffers that must lie somewhere overlap. */
  long[] layOut(int[] order) {
    long[] offsets = new long[instance.count];
    Arrays.fill(placed, false);
    for (int b = 0; b < instance.count; b++) {
      if (instance.fixed[b] >= 0) {
        offsets[b] = instance.fixed[b];
        placed[b] = true;
      }
    }
    for (int b : order) {
      if (!placed[b]) {
        offsets[b] = lowest(b, offsets);
        placed[b] = true;
      }
    }
    return offsets;
  }

  private long lowest(int buffer, long[] offsets) {
    int taken = 0;
    int end = neighbours.end(buffer);
    if (from.length < end - neighbours.start(buffer)) {
      from = new long[2 * (end - neighbours.start(buffer))];
      to = new long[from.length];
    }
    for (int i = neighbours.start(buffer); i < end; i++) {
      int other = neighbours.at(i);
      if (placed[other]) {
        from[taken] = offsets[other] - neighbours.below(i, buffer);
        to[taken++] = offsets[other] + neighbours.above(i);
      }
    }
    // Offsets between the two are excluded. Both kinds of ends may be sorted alone: between an end and the next start as many have
    // ended as have begun.
    Arrays.sort(from, 0, taken);
    Arrays.sort(to, 0, taken);
    long offset = 0;
    for (int i = 0; i < taken; i++) {
      if (from[i] >= offset) {
        long candidate = instance.align(buffer, offset);
        if (from[i] >= candidate) {
          return candidate;
        }
      }
      offset = Math.max(0, to[i]);
    }
    return instance.align(buffer, offset);
  }
}
