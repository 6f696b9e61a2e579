package graft.compiler.pack;

/**
 * Lays out in the order of time, each buffer in the lowest gap of its first step, the longest of a step first: as an allocator would
 * do. Costs n log n, whatever lives at the same time, so that it serves for millions. Gaps in lives are not used, and everything
 * lies above the buffers whose offset is given.
 */
final class Sweep {

  private final Instance instance;
  private final int[] starts;
  private final int[] ends;

  /** A sweep from the first step to the last, or backward. */
  Sweep(Instance instance, boolean isBackward) {
    this.instance = instance;
    starts = new int[instance.count];
    ends = new int[instance.count];
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b)) {
        starts[b] = isBackward ? instance.steps - instance.end(b) : instance.start(b);
        ends[b] = isBackward ? instance.steps - instance.start(b) : instance.end(b);
      }
    }
  }

  /** Offsets by buffer. */
  long[] layOut() {
    long[] offsets = new long[instance.count];
    int[] some = new int[instance.count];
    int[] shortness = new int[instance.count];
    int count = 0;
    long base = 0;
    for (int b = 0; b < instance.count; b++) {
      shortness[b] = instance.steps - (ends[b] - starts[b]);
      if (instance.fixed[b] >= 0) {
        offsets[b] = instance.fixed[b];
        base = Math.max(base, instance.fixed[b] + instance.size[b]);
      } else if (!instance.isIdle(b)) {
        some[count++] = b;
      }
    }
    int[] byStart = sorted(sorted(some, count, shortness), count, starts);
    int[] byEnd = sorted(some, count, ends);
    var space = new FreeSpace(base, instance.unit);
    int ended = 0;
    for (int i = 0; i < count; i++) {
      int b = byStart[i];
      for (; ends[byEnd[ended]] <= starts[b]; ended++) {
        space.give(offsets[byEnd[ended]], instance.size[byEnd[ended]]);
      }
      offsets[b] = space.take(instance.size[b], instance.alignment[b]);
    }
    return offsets;
  }

  /** The first {@code count} of some buffers by key, which is at most the number of steps; equal ones stay in order. */
  private int[] sorted(int[] some, int count, int[] keys) {
    int[] from = new int[instance.steps + 2];
    for (int i = 0; i < count; i++) {
      from[keys[some[i]] + 1]++;
    }
    for (int i = 1; i < from.length; i++) {
      from[i] += from[i - 1];
    }
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[from[keys[some[i]]]++] = some[i];
    }
    return order;
  }
}
