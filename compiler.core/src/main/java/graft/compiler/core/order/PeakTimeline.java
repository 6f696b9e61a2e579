package graft.compiler.core.order;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.core.graph.DependencyGraph;
import graft.compiler.core.graph.Rows;
import graft.compiler.core.graph.ScheduleIndex;

/**
 * The estimated memory in use over an order of nodes ({@code torch/_inductor/memory.py}, {@code estimate_peak_memory}).
 *
 * <p>The sum starts at minus the freed bytes of every graph output that a node makes: 2.9.0 frees outputs before the start, so a
 * value can be negative.
 */
public final class PeakTimeline {

  private final long peak;
  private final long[] values;

  private PeakTimeline(long peak, long[] values) {
    this.peak = peak;
    this.values = values;
  }

  /** The largest value, at least 0, in bytes. */
  public long peak() {
    return peak;
  }

  /** The bytes in use at each step, before what ends there is freed. */
  public long[] values() {
    return values.clone();
  }

  /**
   * Estimates one order.
   *
   * @param order node numbers
   */
  public static PeakTimeline of(ScheduleIndex index, DependencyGraph graph, int[] order) {
    int[] stepOf = new int[order.length];
    for (int step = 0; step < order.length; step++) {
      stepOf[order[step]] = step;
    }
    long[] allocated = new long[order.length];
    long[] freed = new long[order.length];
    long sum = 0;
    Rows outputs = index.outputs();
    for (int step = 0; step < order.length; step++) {
      int node = order[step];
      for (int i = outputs.from(node); i < outputs.to(node); i++) {
        int number = outputs.get(i);
        Buffer buffer = index.buffer(number);
        allocated[step] += buffer.allocatedBytes();
        if (index.isReturned(number)) {
          sum -= buffer.freedBytes();
        } else {
          freed[lastStep(graph.waiters(), number, stepOf, step)] += buffer.freedBytes();
        }
      }
    }
    long[] values = new long[order.length];
    long peak = 0;
    for (int step = 0; step < order.length; step++) {
      sum += allocated[step];
      values[step] = sum;
      peak = Math.max(peak, sum);
      sum -= freed[step];
    }
    return new PeakTimeline(peak, values);
  }

  /** The last step that waits for a buffer; its own where none does. */
  private static int lastStep(Rows waiters, int buffer, int[] stepOf, int ownStep) {
    if (waiters.from(buffer) == waiters.to(buffer)) {
      return ownStep;
    }
    int last = 0;
    for (int i = waiters.from(buffer); i < waiters.to(buffer); i++) {
      last = Math.max(last, stepOf[waiters.get(i)]);
    }
    return last;
  }
}
