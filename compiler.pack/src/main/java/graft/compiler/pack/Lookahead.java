package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How badly what is not laid out yet fits in what a layout leaves free at later steps: at each of them for itself, all that begins until
 * then and lives there is put into the gaps, the largest first, each into the smallest one that has room (best fit decreasing: Johnson
 * and others, 1974). Where some find none, room for large buffers is cut to pieces long before they begin. Not for any number of threads.
 */
final class Lookahead {

  /** Later steps that are looked at. */
  private static final int HORIZON = 64;

  /** By step, what lives there, the largest first: in units, and the step at which it begins. */
  private final int[][] sizes;
  private final int[][] starts;
  private int[] free = {};

  /** A buffer that begins at a step. */
  private record Arrival(int step, int size) {}

  Lookahead(Arrivals arrivals) {
    sizes = new int[arrivals.steps][];
    starts = new int[arrivals.steps][];
    List<List<Arrival>> live = Stream.<List<Arrival>>generate(ArrayList::new).limit(arrivals.steps).toList();
    for (int start = 0; start < arrivals.steps; start++) {
      for (int i = 0; i < arrivals.sizes[start].length; i++) {
        for (int step = start; step < arrivals.ends[start][i]; step++) {
          live.get(step).add(new Arrival(start, arrivals.sizes[start][i]));
        }
      }
    }
    for (int step = 0; step < arrivals.steps; step++) {
      live.get(step).sort(Comparator.comparingInt(Arrival::size).reversed());
      sizes[step] = live.get(step).stream().mapToInt(Arrival::size).toArray();
      starts[step] = live.get(step).stream().mapToInt(Arrival::step).toArray();
    }
  }

  /**
   * Units that find no gap, weighted.
   *
   * @param before weights of all steps before each together
   */
  double lack(StepFront front, double[] before) {
    int end = Math.min(front.step + HORIZON, Math.min(sizes.length, Arrays.stream(front.ends).max().orElse(0)));
    double lack = 0;
    for (int step = front.step; step < end; step++) {
      lack += (before[step + 1] - before[step]) * lack(front, step);
    }
    return lack;
  }

  private int lack(StepFront front, int step) {
    int gaps = gaps(front, step);
    int lack = 0;
    for (int i = 0; i < sizes[step].length; i++) {
      if (starts[step][i] >= front.step) {
        int size = sizes[step][i];
        int gap = smallest(size, gaps);
        if (gap == gaps) {
          lack += size;
        } else if (free[gap] > size) {
          free[gap] -= size;
        } else {
          free[gap] = free[--gaps];
        }
      }
    }
    return lack;
  }

  /** The smallest of some gaps that has room; how many there are, if none has. */
  private int smallest(int size, int gaps) {
    int best = gaps;
    for (int gap = 0; gap < gaps; gap++) {
      best = free[gap] >= size && (best == gaps || free[gap] < free[best]) ? gap : best;
    }
    return best;
  }

  /** Finds what is free at a step if nothing more begins; how many gaps. */
  private int gaps(StepFront front, int step) {
    free = free.length > front.count ? free : new int[2 * front.count + 1];
    int count = 0;
    int size = 0;
    for (int layer = 0; layer < front.count; layer++) {
      if (front.ends[layer] <= step) {
        size += front.sizes[layer];
      } else if (size > 0) {
        free[count++] = size;
        size = 0;
      }
    }
    if (size > 0) {
      free[count++] = size;
    }
    return count;
  }
}
