package graft.compiler.export.schedule;

import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Looks for nodes that wait for each other, once a node is known to wait for a later one. */
final class WaitCircle {

  private final List<Node> nodes;
  private final Map<String, Integer> makers;

  /** Circles among {@code nodes}; {@code makers} tells the position of the node that makes a buffer. */
  WaitCircle(List<Node> nodes, Map<String, Integer> makers) {
    this.nodes = nodes;
    this.makers = makers;
  }

  /** Names of the nodes around a shortest circle in which {@code waiting} waits for {@code maker}; empty if there is none. */
  List<String> between(int waiting, int maker) {
    int[] from = new int[nodes.size()];
    Arrays.fill(from, -1);
    from[maker] = waiting;
    var queue = new ArrayDeque<Integer>(List.of(maker));
    while (!queue.isEmpty() && from[waiting] < 0) {
      int node = queue.remove();
      eachMaker(nodes.get(node), next -> {
        if (from[next] < 0) {
          from[next] = node;
          queue.add(next);
        }
      });
    }
    if (from[waiting] < 0) {
      return List.of();
    }
    var circle = new ArrayList<String>();
    int node = waiting;
    do {
      circle.add(nodes.get(node).name());
      node = from[node];
    } while (node != waiting);
    circle.add(nodes.get(waiting).name());
    return circle.reversed();
  }

  private void eachMaker(Node node, Consumer<Integer> use) {
    for (String buffer : node.unmet()) {
      use(buffer, use);
    }
    for (Dependency read : node.reads()) {
      use(read.buffer(), use);
    }
  }

  private void use(String buffer, Consumer<Integer> use) {
    Integer maker = makers.get(buffer);
    if (maker != null) {
      use.accept(maker);
    }
  }
}
