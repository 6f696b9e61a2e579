package graft.compiler.core.memory;

import graft.compiler.api.stage.PeakEstimate;
import graft.compiler.core.order.PeakTimeline;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A {@link PeakEstimate} as a segment tree: largest value of a range and addition to a range in logarithmic time. One tree
 * serves all functions of a compile; {@link #reset} takes back what the last one raised.
 */
public final class PeakTree implements PeakEstimate {

  private final long peak;
  private final int steps;
  private final int leaves;
  /** Largest value below a tree node, what was added to all of it included. */
  private final long[] largest;
  /** What was added to all of a tree node. */
  private final long[] added;

  private final Deque<Raise> raises = new ArrayDeque<>();

  private record Raise(int from, int to, long bytes) {}

  /** The estimate over one order. */
  public PeakTree(PeakTimeline timeline) {
    peak = timeline.peak();
    long[] values = timeline.values();
    steps = values.length;
    leaves = Math.max(1, Integer.highestOneBit(Math.max(1, steps - 1)) * 2);
    largest = new long[leaves * 2];
    added = new long[leaves * 2];
    Arrays.fill(largest, Long.MIN_VALUE / 2);
    System.arraycopy(values, 0, largest, leaves, steps);
    for (int i = leaves - 1; i > 0; i--) {
      largest[i] = Math.max(largest[2 * i], largest[2 * i + 1]);
    }
  }

  /** Back to the values of the order, for the next function. */
  public void reset() {
    while (!raises.isEmpty()) {
      Raise raise = raises.pop();
      add(1, 0, leaves, raise.from, raise.to, -raise.bytes);
    }
  }

  @Override
  public long peak() {
    return peak;
  }

  @Override
  public long between(int step, int laterStep) {
    int from = Math.max(0, step + 1);
    int to = Math.min(steps, laterStep);
    return from < to ? Math.max(0, max(1, 0, leaves, from, to)) : 0;
  }

  @Override
  public void raise(int step, int laterStep, long bytes) {
    int from = Math.max(0, step + 1);
    int to = Math.min(steps, laterStep);
    if (from < to) {
      add(1, 0, leaves, from, to, bytes);
      raises.push(new Raise(from, to, bytes));
    }
  }

  private long max(int node, int low, int high, int from, int to) {
    if (from <= low && high <= to) {
      return largest[node];
    }
    int middle = (low + high) >>> 1;
    long result = Long.MIN_VALUE / 2;
    if (from < middle) {
      result = Math.max(result, max(2 * node, low, middle, from, to));
    }
    if (to > middle) {
      result = Math.max(result, max(2 * node + 1, middle, high, from, to));
    }
    return result + added[node];
  }

  private void add(int node, int low, int high, int from, int to, long bytes) {
    if (from <= low && high <= to) {
      largest[node] += bytes;
      added[node] += bytes;
      return;
    }
    int middle = (low + high) >>> 1;
    if (from < middle) {
      add(2 * node, low, middle, from, to, bytes);
    }
    if (to > middle) {
      add(2 * node + 1, middle, high, from, to, bytes);
    }
    largest[node] = Math.max(largest[2 * node], largest[2 * node + 1]) + added[node];
  }
}
