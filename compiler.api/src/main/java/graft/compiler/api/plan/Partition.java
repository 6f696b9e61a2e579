package graft.compiler.api.plan;

import graft.compiler.api.schedule.Node;
import java.util.List;

/**
 * A run of nodes with the same answer to whether they are split out.
 *
 * @param nodes in the final order
 * @param signature what it takes and returns
 */
public record Partition(List<Node> nodes, Signature signature) {

  public Partition {
    nodes = List.copyOf(nodes);
  }
}
