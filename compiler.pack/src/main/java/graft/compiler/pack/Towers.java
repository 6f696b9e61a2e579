package graft.compiler.pack;

import java.util.Arrays;

/** How high buffers are stacked at each step, each on those before it. Of lifetimes without gaps. Not for any number of threads. */
final class Towers {

  private final int[] start;
  private final int[] end;
  private final long[] size;
  private final long[] heights;
  private final boolean[] isKnown;
  private int unknown;

  Towers(Instance instance) {
    start = new int[instance.count];
    end = new int[instance.count];
    size = instance.size;
    heights = new long[instance.steps];
    isKnown = new boolean[instance.steps];
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b)) {
        start[b] = instance.start(b);
        end[b] = instance.end(b);
      }
    }
  }

  /** Whether two live at the same time. */
  boolean meet(int one, int other) {
    return start[one] < end[other] && start[other] < end[one];
  }

  /** Steps for which it lives. */
  int steps(int buffer) {
    return end[buffer] - start[buffer];
  }

  /** Nothing is stacked. */
  void clear() {
    Arrays.fill(heights, 0);
    Arrays.fill(isKnown, false);
    unknown = heights.length;
  }

  /** Puts one onto what is stacked; how high that was. */
  long put(int buffer) {
    long height = 0;
    for (int step = start[buffer]; step < end[buffer]; step++) {
      height = Math.max(height, heights[step]);
    }
    for (int step = start[buffer]; step < end[buffer]; step++) {
      heights[step] = height + size[buffer];
    }
    return height;
  }

  /** Puts one under what was put so; whether anything may still be put under that. */
  boolean putUnder(int buffer, long height) {
    for (int step = start[buffer]; step < end[buffer]; step++) {
      if (!isKnown[step]) {
        isKnown[step] = true;
        heights[step] = height + size[buffer];
        unknown--;
      }
    }
    return unknown > 0;
  }
}
