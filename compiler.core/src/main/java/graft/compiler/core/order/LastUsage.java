package graft.compiler.core.order;

import graft.compiler.api.schedule.Node;
import graft.compiler.core.graph.Rows;
import graft.compiler.core.graph.ScheduleIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which buffers each node is the last to need ({@code Scheduler.compute_last_usage} in PyTorch 2.9.0). It holds for one order of
 * the nodes, so it is computed after reordering. A node also uses what its buffers may share memory with.
 */
public final class LastUsage {

  private final ScheduleIndex index;
  private final boolean[] usedLater;
  /** The last node that was asked about a number, so that it is asked once. */
  private final int[] seenBy;
  /** Numbers still to look at, for the node at hand; a field because it would otherwise be made anew for each. */
  private int[] pending = new int[16];
  private int pendingSize;

  private LastUsage(ScheduleIndex index) {
    this.index = index;
    this.usedLater = new boolean[index.size()];
    this.seenBy = new int[index.size()];
    for (int i = 0; i < usedLater.length; i++) {
      usedLater[i] = index.isReturned(i);
    }
    Arrays.fill(seenBy, -1);
  }

  /**
   * The nodes in an order, with their last usage.
   *
   * @param order node numbers
   */
  public static List<Node> of(ScheduleIndex index, int[] order) {
    var lastUsage = new LastUsage(index);
    Node[] result = new Node[order.length];
    for (int i = order.length - 1; i >= 0; i--) {
      Node node = index.schedule().nodes().get(order[i]);
      result[i] = node.withLastUsage(lastUsage.endsAt(order[i]));
    }
    return Arrays.asList(result);
  }

  private List<String> endsAt(int node) {
    List<String> ends = new ArrayList<>(4);
    Rows touches = index.touches();
    for (int i = touches.from(node); i < touches.to(node); i++) {
      push(touches.get(i));
    }
    while (pendingSize > 0) {
      int number = pending[--pendingSize];
      if (seenBy[number] == node) {
        continue;
      }
      seenBy[number] = node;
      int real = index.real(number);
      if (real != ScheduleIndex.NONE && !usedLater[real]) {
        usedLater[real] = true;
        ends.add(index.buffer(real).name());
      }
      for (String alias : index.buffer(number).aliases()) {
        push(index.number(alias));
      }
    }
    return ends;
  }

  private void push(int number) {
    if (number == ScheduleIndex.NONE) {
      return;
    }
    if (pendingSize == pending.length) {
      pending = Arrays.copyOf(pending, pendingSize * 2);
    }
    pending[pendingSize++] = number;
  }
}
