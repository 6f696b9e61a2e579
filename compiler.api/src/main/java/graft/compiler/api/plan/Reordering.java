package graft.compiler.api.plan;

import graft.compiler.api.schedule.Node;
import java.util.List;

/**
 * The order of the nodes after each step of stage 2.
 *
 * @param afterMinimize after reordering for fewer partitions, or the order before it where that would cost too much memory
 * @param after the final order
 */
public record Reordering(List<Node> afterMinimize, List<Node> after) {

  public Reordering {
    afterMinimize = List.copyOf(afterMinimize);
    after = List.copyOf(after);
  }
}
