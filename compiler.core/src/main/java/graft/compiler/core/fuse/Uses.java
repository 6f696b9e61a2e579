package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/** Who makes, reads and overwrites which memory, kept up while values are inlined. */
final class Uses {

  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, String> makers = new HashMap<>();
  private final Map<String, String> devices = new HashMap<>();
  private final Map<String, SequencedSet<String>> readers = new HashMap<>();
  /** Buffers that may not disappear: returned, overwritten, or sharing their memory. */
  private final Set<String> fixed = new HashSet<>();
  private final Map<String, String> families = new HashMap<>();
  /** For each family, the positions of the nodes that overwrite its memory. */
  private final Map<String, List<Integer>> overwrites = new HashMap<>();

  Uses(Lowered lowered) {
    Schedule schedule = lowered.schedule();
    fixed.addAll(schedule.outputs());
    lowered.results().forEach(result -> fixed.add(result.value().buffer()));
    schedule.mutationRealNames().forEach(this::share);
    for (Buffer buffer : schedule.buffers().values()) {
      buffer.aliases().forEach(alias -> share(buffer.name(), alias));
      if (buffer.layout() != Layout.FIXED) {
        fixed.add(buffer.name());
      }
    }
    for (int i = 0; i < schedule.nodes().size(); i++) {
      add(schedule, schedule.nodes().get(i), i);
    }
  }

  private void share(String name, String other) {
    fixed.add(name);
    fixed.add(other);
    families.put(family(name), family(other));
  }

  /** One name for all memory that may be the same. */
  private String family(String name) {
    String current = name;
    while (true) {
      String next = families.get(current);
      if (next == null || next.equals(current)) {
        return current;
      }
      current = next;
    }
  }

  private void add(Schedule schedule, Node node, int position) {
    positions.put(node.name(), position);
    devices.put(node.name(), node.device());
    for (String output : node.outputs()) {
      makers.put(output, node.name());
      if (!schedule.realName(output).equals(output)) {
        overwrites.computeIfAbsent(family(output), name -> new ArrayList<>()).add(position);
      }
    }
    for (Dependency read : node.reads()) {
      if (read.kind() != Dependency.Kind.WEAK) {
        readersOf(read.buffer()).add(node.name());
      }
    }
  }

  private SequencedSet<String> readersOf(String buffer) {
    return readers.computeIfAbsent(buffer, name -> new LinkedHashSet<>());
  }

  /** The node that makes a buffer; empty for what the graph is given. */
  String maker(String buffer) {
    return makers.getOrDefault(buffer, "");
  }

  /** The nodes that read a buffer, weak dependencies aside. */
  List<String> readers(String buffer) {
    return List.copyOf(readersOf(buffer));
  }

  /** Whether two names may stand for the same memory. */
  boolean isSameMemory(String buffer, String other) {
    return family(buffer).equals(family(other));
  }

  /** Whether nobody but its readers would miss a buffer. */
  boolean mayDisappear(String buffer) {
    return !fixed.contains(buffer) && makers.containsKey(buffer);
  }

  /** Whether a node makes one buffer, all of it, which is known to its readers only. */
  boolean isPrivate(Node.Single node, LoopNest nest) {
    return node.operation().kind().equals(Node.Operation.COMPUTED_BUFFER)
        && node.outputs().equals(List.of(nest.buffer()))
        && !fixed.contains(nest.buffer())
        && nest.offset().equals(RowMajor.offset(nest.extents()))
        && nest.extents().stream().noneMatch(extent -> extent.isConstant(0));
  }

  /**
   * Whether what a nest reads still holds the same where a later node runs, on the same device. What that node itself overwrites
   * it may read at the same place first.
   */
  boolean mayMove(Node.Single node, MeasuredNest nest, String later, LoopNest consumer) {
    if (!node.device().equals(devices.get(later))) {
      return false;
    }
    int from = positions.getOrDefault(node.name(), 0);
    int to = positions.getOrDefault(later, 0);
    for (Load load : nest.loads()) {
      for (int position : overwrites.getOrDefault(family(load.buffer()), List.of())) {
        boolean isOwn = position == to && load.buffer().equals(consumer.buffer());
        if (position > from && position <= to && !isOwn) {
          return false;
        }
      }
    }
    return true;
  }

  /** The readers of a node's buffer now read what the node read. */
  void inline(Node.Single node, String buffer) {
    List<String> heirs = readers(buffer);
    for (Dependency read : node.reads()) {
      SequencedSet<String> all = readersOf(read.buffer());
      all.remove(node.name());
      all.addAll(heirs);
    }
    readers.remove(buffer);
  }
}
