package graft.compiler.core.order;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.core.graph.DependencyGraph;
import graft.compiler.core.graph.ScheduleIndex;
import java.util.PriorityQueue;

/**
 * Stage 2: orders of the nodes that need fewer partitions ({@code Scheduler.maybe_reorder_for_minimizing_partition} and
 * {@code reorder_for_partition_with_simple_dependency} in PyTorch 2.9.0). Orders are arrays of node numbers.
 */
public final class Reorder {

  /** The extra memory that fewer partitions may cost. */
  private static final double PEAK_BUDGET = 1.1;

  private final ScheduleIndex index;
  private final DependencyGraph graph;
  private final boolean[] split;

  /**
   * Reorders one schedule.
   *
   * @param index the graph
   * @param graph its dependencies
   * @param split for each node, whether it is split out
   */
  public Reorder(ScheduleIndex index, DependencyGraph graph, boolean[] split) {
    this.index = index;
    this.graph = graph;
    this.split = split.clone();
  }

  /** The order with the fewest partitions, or the old one where its peak is not below 1.1 times the old peak. */
  public int[] minimizePartitions() {
    int[] before = new int[index.nodes()];
    for (int i = 0; i < before.length; i++) {
      before[i] = i;
    }
    int[] fewest = fewestPartitions();
    long oldPeak = PeakTimeline.of(index, graph, before).peak();
    long newPeak = PeakTimeline.of(index, graph, fewest).peak();
    return newPeak < oldPeak * PEAK_BUDGET ? fewest : before;
  }

  /** Topological order that drains the split nodes, then the kept ones, and again; each kind in its old order. */
  private int[] fewestPartitions() {
    int[] order = new int[index.nodes()];
    int[] missing = graph.predecessorCounts(index.nodes());
    var ready = new ReadyNodes(split);
    for (int node = 0; node < missing.length; node++) {
      if (missing[node] == 0) {
        ready.add(node);
      }
    }
    int step = 0;
    while (!ready.isEmpty()) {
      int node = ready.next();
      order[step++] = node;
      for (int i = graph.successors().from(node); i < graph.successors().to(node); i++) {
        int successor = graph.successors().get(i);
        if (--missing[successor] == 0) {
          ready.add(successor);
        }
      }
    }
    if (step < order.length) {
      throw new CompileException(
          InvalidFileException.CODE, "the nodes cannot be ordered: %d of %d wait for each other"
              .formatted(order.length - step, order.length));
    }
    return order;
  }

  /** Split nodes that wait for nothing go to the front, those that only graph outputs use to the back. */
  public int[] moveSimpleDependencies(int[] order) {
    int[] result = new int[order.length];
    int size = 0;
    byte[] place = new byte[order.length];
    for (int i = 0; i < order.length; i++) {
      place[i] = place(order[i]);
    }
    for (byte wanted = 0; wanted < 3; wanted++) {
      for (int i = 0; i < order.length; i++) {
        if (place[i] == wanted) {
          result[size++] = order[i];
        }
      }
    }
    return result;
  }

  /** 0 for the front, 1 where it stays, 2 for the back. */
  private byte place(int node) {
    if (!split[node]) {
      return 1;
    }
    if (index.unmet().from(node) == index.unmet().to(node)) {
      return 0;
    }
    return (byte) (isOnlyReturned(node) ? 2 : 1);
  }

  private boolean isOnlyReturned(int node) {
    for (int i = index.outputs().from(node); i < index.outputs().to(node); i++) {
      if (!index.buffer(index.outputs().get(i)).users().stream().allMatch(Buffer.User::isOutput)) {
        return false;
      }
    }
    return true;
  }

  /** The nodes that wait for nothing more: two heaps, of which one is drained before the other gets its turn. */
  private static final class ReadyNodes {

    private final boolean[] split;
    private final PriorityQueue<Integer> splitNodes = new PriorityQueue<>();
    private final PriorityQueue<Integer> keptNodes = new PriorityQueue<>();
    private boolean drainingSplit = true;

    ReadyNodes(boolean[] split) {
      this.split = split;
    }

    void add(int node) {
      (split[node] ? splitNodes : keptNodes).add(node);
    }

    boolean isEmpty() {
      return splitNodes.isEmpty() && keptNodes.isEmpty();
    }

    int next() {
      if ((drainingSplit ? splitNodes : keptNodes).isEmpty()) {
        drainingSplit = !drainingSplit;
      }
      return (drainingSplit ? splitNodes : keptNodes).remove();
    }
  }
}
