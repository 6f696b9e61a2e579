package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.core.fuse.LoopGroup.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A schedule with some of its nodes fused, as {@code FusedSchedulerNode} puts them together in PyTorch 2.9.0. */
final class FusedSchedule {

  /** A value that stays inside a kernel must not be larger at one point than what a core has at hand. */
  private static final long MOST_INTERNAL_BYTES = 1 << 16;

  private final Lowered lowered;
  private final SizeHints hints;
  private final Uses uses;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Body> bodies = new HashMap<>();

  FusedSchedule(Lowered lowered, SizeHints hints) {
    this.lowered = lowered;
    this.hints = hints;
    this.uses = new Uses(lowered);
  }

  /** A node as it is. */
  void add(Node node) {
    nodes.add(node);
    Body body = lowered.bodies().get(node.name());
    if (body != null) {
      bodies.put(node.name(), body);
    }
  }

  /** A node with a body of its own. */
  void add(Node node, Body body) {
    nodes.add(node);
    bodies.put(node.name(), body);
  }

  /** A kernel of loops. */
  void add(LoopGroup group) {
    List<LoopNest> nests = group.members().stream().map(Member::nest).toList();
    if (nests.size() == 1) {
      Node node = group.members().getFirst().node();
      nodes.add(node);
      bodies.put(node.name(), AxisMerge.of(nests, 0).nests().getFirst());
      return;
    }
    Node node = fused(group.members().stream().map(Member::node).toList());
    AxisMerge.Merged merged = AxisMerge.of(nests, group.shared());
    nodes.add(node);
    bodies.put(node.name(), new FusedLoops(merged.shared(), merged.nests(), internal(group)));
  }

  private Set<String> internal(LoopGroup group) {
    Set<String> own = group.members().stream().map(member -> member.node().name()).collect(Collectors.toSet());
    long points = hints.points(group.members().getFirst().nest().extents().subList(0, group.shared()));
    var internal = new HashSet<String>();
    for (Member member : group.members()) {
      String buffer = member.nest().buffer();
      TensorView memory = lowered.memory().get(buffer);
      if (memory != null
          && uses.mayDisappear(buffer)
          && own.containsAll(uses.readers(buffer))
          && hints.points(memory.sizes()) * memory.type().bytes() / Math.max(1, points) <= MOST_INTERNAL_BYTES) {
        internal.add(buffer);
      }
    }
    return internal;
  }

  /** Several nodes as one. */
  static Node.Fused fused(List<Node.Single> parts) {
    Set<String> made = parts.stream().flatMap(part -> part.outputs().stream()).collect(Collectors.toSet());
    var reads = new LinkedHashSet<Dependency>();
    var writes = new LinkedHashSet<Dependency>();
    var unmet = new LinkedHashSet<String>();
    var symbols = new TreeSet<String>();
    for (Node.Single part : parts) {
      part.reads().stream().filter(read -> !made.contains(read.buffer())).forEach(reads::add);
      writes.addAll(part.writes());
      part.unmet().stream().filter(name -> !made.contains(name)).forEach(unmet::add);
      symbols.addAll(part.symbols());
    }
    return new Node.Fused(
        parts.stream().map(Node::name).collect(Collectors.joining("_")),
        parts.stream().flatMap(part -> part.outputs().stream()).toList(),
        List.copyOf(reads), List.copyOf(writes), List.copyOf(unmet), List.of(),
        parts.getFirst().device(), parts.getFirst().gpu(), List.copyOf(symbols), parts);
  }

  /** The model with the nodes so far. */
  Lowered finish() {
    Schedule old = lowered.schedule();
    var schedule = new Schedule(
        nodes, old.buffers(), old.inputs(), old.constants(), old.outputs(), old.mutationRealNames());
    return new Lowered(
        lowered.model(), schedule, bodies, lowered.memory(), lowered.sources(), lowered.results(), lowered.symbols());
  }
}
