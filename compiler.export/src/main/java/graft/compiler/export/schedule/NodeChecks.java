package graft.compiler.export.schedule;

import static graft.compiler.export.schedule.Place.quoted;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks nodes: each buffer is made once, all names that nodes use exist, and each node comes after those whose buffers it reads
 * or waits for. Takes linear time.
 */
final class NodeChecks {

  /** A node, or a part of a fused node: the position of the whole in the order, and of the part in the whole or -1. */
  private record At(int position, int part) {}

  private final Path file;
  private final Schedule schedule;
  private final List<Node> fileOrder;
  private final Map<String, Integer> makers = new HashMap<>();
  private final Set<String> partNames = new HashSet<>();

  /** Checks of {@code schedule}, whose nodes stand in {@code fileOrder} in the file. */
  NodeChecks(Path file, Schedule schedule, List<Node> fileOrder) {
    this.file = file;
    this.schedule = schedule;
    this.fileOrder = fileOrder;
  }

  void check() {
    List<Node> nodes = schedule.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      noteOutputs(nodes.get(i), new At(i, -1));
    }
    for (int i = 0; i < nodes.size(); i++) {
      checkNames(nodes.get(i), new At(i, -1));
      if (nodes.get(i) instanceof Node.Fused fused) {
        for (int part = 0; part < fused.parts().size(); part++) {
          checkPart(fused.parts().get(part), new At(i, part));
          checkNames(fused.parts().get(part), new At(i, part));
        }
      }
    }
  }

  private void noteOutputs(Node node, At at) {
    List<String> outputs = node.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      String output = outputs.get(i);
      if (!schedule.buffers().containsKey(output)) {
        throw invalid(at, "outputs", i, quoted(output) + " is no buffer of the schedule");
      }
      Integer other = makers.put(output, at.position);
      if (other != null) {
        throw invalid(at, "outputs", i, quoted(output) + " is made by the node " + nodeName(other) + " too");
      }
    }
  }

  private void checkPart(Node part, At at) {
    if (!partNames.add(part.name())) {
      throw new InvalidFileException(file, place(at) + ".name",
          quoted(part.name()) + " is the name of another part too");
    }
    List<String> outputs = part.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      Integer maker = makers.get(outputs.get(i));
      if (maker == null || maker != at.position) {
        throw invalid(at, "outputs", i, quoted(outputs.get(i)) + " is no output of the fused node");
      }
    }
  }

  private void checkNames(Node node, At at) {
    List<Dependency> reads = node.reads();
    for (int i = 0; i < reads.size(); i++) {
      refuse(problemOfRead(reads.get(i).buffer(), at), at, "reads", i);
    }
    List<Dependency> writes = node.writes();
    for (int i = 0; i < writes.size(); i++) {
      refuse(problemOfName(writes.get(i).buffer()), at, "writes", i);
    }
    List<String> unmet = node.unmet();
    for (int i = 0; i < unmet.size(); i++) {
      refuse(problemOfWait(unmet.get(i), at), at, "unmet", i);
    }
    List<String> lastUsage = node.lastUsage();
    for (int i = 0; i < lastUsage.size(); i++) {
      refuse(problemOfName(lastUsage.get(i)), at, "lastUsage", i);
    }
  }

  private @Nullable String problemOfRead(String name, At at) {
    Integer maker = makers.get(name);
    if (maker != null) {
      return maker <= at.position ? null : late(name, at.position, maker);
    }
    return schedule.buffers().containsKey(name) ? quoted(name) + " is a buffer that no node makes"
        : problemOfName(name);
  }

  private @Nullable String problemOfWait(String name, At at) {
    Integer maker = makers.get(name);
    if (maker == null) {
      return quoted(name) + " is no buffer that a node makes";
    }
    // A part may wait for another part of its node.
    return maker < at.position || (maker == at.position && at.part >= 0) ? null : late(name, at.position, maker);
  }

  private @Nullable String problemOfName(String name) {
    return schedule.defines(name) || schedule.constants().contains(name)
        ? null
        : quoted(name) + " is no buffer, input or constant of the schedule";
  }

  private String late(String name, int position, int maker) {
    List<String> circle = new WaitCircle(schedule.nodes(), makers).between(position, maker);
    return circle.isEmpty()
        ? quoted(name) + " is made later, by the node " + nodeName(maker)
        : "nodes wait for each other in a circle: " + Place.plain(String.join(" for ", circle));
  }

  private void refuse(@Nullable String problem, At at, String field, int index) {
    if (problem != null) {
      throw invalid(at, field, index, problem);
    }
  }

  private InvalidFileException invalid(At at, String field, int index, String problem) {
    return new InvalidFileException(file, place(at) + '.' + field + '[' + index + ']', problem);
  }

  private String place(At at) {
    int inFile = fileOrder.stream().map(Node::name).toList().indexOf(schedule.nodes().get(at.position).name());
    return "schedule.nodes[" + inFile + ']' + (at.part < 0 ? "" : ".nodes[" + at.part + ']');
  }

  private String nodeName(int position) {
    return quoted(schedule.nodes().get(position).name());
  }
}
