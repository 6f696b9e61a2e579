package graft.compiler.core.order;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Schedule;
import java.util.HashSet;
import java.util.Set;

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
  public static PeakTimeline of(Schedule schedule, DependencyGraph graph, int[] order) {
    int[] lastStep = lastSteps(graph, order);
    long[] allocated = new long[graph.nodes()];
    long[] freed = new long[graph.nodes()];
    Set<String> outputs = new HashSet<>(schedule.outputs());
    long sum = 0;
    for (int step = 0; step < order.length; step++) {
      int node = order[step];
      for (int i = graph.outputsStart(node); i < graph.outputsStart(node + 1); i++) {
        int number = graph.output(i);
        String name = graph.bufferName(number);
        Buffer buffer = schedule.buffers().get(name);
        if (buffer == null) {
          continue;
        }
        allocated[step] += buffer.allocatedBytes();
        if (outputs.contains(name)) {
          sum -= buffer.freedBytes();
        } else {
          freed[lastStep[number]] += buffer.freedBytes();
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

  private static int[] lastSteps(DependencyGraph graph, int[] order) {
    int[] stepOf = new int[graph.nodes()];
    for (int step = 0; step < order.length; step++) {
      stepOf[order[step]] = step;
    }
    int[] last = new int[graph.buffers()];
    for (int step = 0; step < order.length; step++) {
      int node = order[step];
      for (int i = graph.outputsStart(node); i < graph.outputsStart(node + 1); i++) {
        int buffer = graph.output(i);
        int from = graph.waitersStart(buffer);
        int to = graph.waitersStart(buffer + 1);
        int latest = from == to ? step : 0;
        for (int j = from; j < to; j++) {
          latest = Math.max(latest, stepOf[graph.waiter(j)]);
        }
        last[buffer] = latest;
      }
    }
    return last;
  }
}
