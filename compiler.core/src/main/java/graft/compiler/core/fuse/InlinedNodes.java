package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Buffer.User;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/** The schedule without the nodes that were inlined: their readers depend on what they depended on. */
final class InlinedNodes {

  private final Lowered lowered;
  private final Map<String, Node.Single> byOutput = new HashMap<>();
  private final Map<String, List<String>> heirs = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();

  InlinedNodes(Lowered lowered) {
    this.lowered = lowered;
    lowered.schedule().nodes().forEach(node -> nodes.put(node.name(), node));
  }

  /** A node goes away; its readers compute its value. */
  void inline(Node.Single node, List<String> readers) {
    byOutput.put(node.outputs().getFirst(), node);
    heirs.put(node.name(), readers);
  }

  /**
   * The model without what was inlined.
   *
   * @param nests the nests that are left, with what was inlined into them
   */
  Lowered finish(Map<String, MeasuredNest> nests) {
    if (heirs.isEmpty()) {
      return lowered;
    }
    Schedule schedule = lowered.schedule();
    List<Node> left =
        schedule.nodes().stream().filter(node -> !heirs.containsKey(node.name())).map(this::node).toList();
    var buffers = new LinkedHashMap<String, Buffer>();
    schedule.buffers().forEach((name, buffer) -> {
      if (!byOutput.containsKey(name)) {
        buffers.put(name, withUsers(buffer));
      }
    });
    var inputs = new LinkedHashMap<String, Buffer>();
    schedule.inputs().forEach((name, buffer) -> inputs.put(name, withUsers(buffer)));
    var bodies = new HashMap<String, Body>(lowered.bodies());
    bodies.keySet().removeAll(heirs.keySet());
    nests.forEach((name, nest) -> bodies.put(name, nest.nest()));
    var memory = new HashMap<>(lowered.memory());
    memory.keySet().removeAll(byOutput.keySet());
    return new Lowered(
        lowered.model(),
        new Schedule(
            left, buffers, inputs, schedule.constants(), schedule.outputs(), schedule.mutationRealNames()),
        bodies, memory, lowered.sources(), lowered.results(), lowered.symbols());
  }

  private Node node(Node node) {
    if (!(node instanceof Node.Single single) || node.reads().stream().noneMatch(this::isGone)) {
      return node;
    }
    var reads = new LinkedHashSet<Dependency>();
    var symbols = new TreeSet<>(node.symbols());
    node.reads().forEach(read -> collect(read, node, reads, symbols));
    List<String> unmet = reads.stream().map(Dependency::buffer)
        .filter(lowered.schedule().buffers()::containsKey).distinct().toList();
    return new Node.Single(
        node.name(), node.outputs(), List.copyOf(reads), node.writes(), unmet, node.lastUsage(), node.device(),
        node.gpu(), List.copyOf(symbols), single.operation());
  }

  private boolean isGone(Dependency read) {
    return byOutput.containsKey(read.buffer());
  }

  /** What a node reads in place of one of its reads; whoever waited for a reader now gone waits for its readers. */
  private void collect(Dependency read, Node node, SequencedSet<Dependency> reads, Set<String> symbols) {
    Node.Single gone = byOutput.get(read.buffer());
    if (gone == null) {
      reads.add(read);
    } else if (read.kind() == Dependency.Kind.WEAK) {
      for (String heir : heirs(gone.name())) {
        Node reader = nodes.get(heir);
        if (reader != null && reader != node) {
          reader.outputs().forEach(output -> reads.add(new Dependency(Dependency.Kind.WEAK, output)));
        }
      }
    } else {
      symbols.addAll(gone.symbols());
      gone.reads().forEach(own -> collect(own, node, reads, symbols));
    }
  }

  /** The nodes left that compute what a node computed. */
  private SequencedSet<String> heirs(String node) {
    var result = new LinkedHashSet<String>();
    List<String> direct = heirs.get(node);
    if (direct == null) {
      result.add(node);
    } else {
      direct.forEach(heir -> result.addAll(heirs(heir)));
    }
    return result;
  }

  private Buffer withUsers(Buffer buffer) {
    var users = new LinkedHashSet<User>();
    for (User user : buffer.users()) {
      heirs(user.node()).forEach(heir -> users.add(new User(heir, user.weak())));
    }
    return new Buffer(
        buffer.name(), buffer.kind(), buffer.layout(), buffer.device(), buffer.storage(), buffer.aligned(),
        buffer.aliases(), buffer.mutates(), new ArrayList<>(users), buffer.allocatedBytes(), buffer.freedBytes());
  }
}
