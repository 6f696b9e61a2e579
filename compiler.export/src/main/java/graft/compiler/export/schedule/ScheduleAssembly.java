package graft.compiler.export.schedule;

import static graft.compiler.export.schedule.Place.quoted;

import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.export.schedule.DocumentReader.Document;
import graft.compiler.export.schedule.OrderReader.Allocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Puts what stands in different places of a file together, once all of it is read, and has it checked. */
final class ScheduleAssembly {

  private final Path file;
  private final Document document;

  ScheduleAssembly(Path file, Document document) {
    this.file = file;
    this.document = document;
  }

  /** The schedule, which does not contradict itself. */
  StoredSchedule stored() {
    var graph = document.graph();
    var schedule =
        new Schedule(orderedNodes(), allocatedBuffers(), graph.inputs(), new LinkedHashSet<>(graph.constants()),
            graph.outputs(), graph.mutationRealNames());
    new BufferChecks(file, schedule, graph.constants()).check();
    new SizeChecks(file, schedule).check();
    new NodeChecks(file, schedule, graph.nodes()).check();
    return new StoredSchedule(document.name(), document.torch(), document.options(), schedule, lines(schedule));
  }

  private Optional<List<FunctionLines>> lines(Schedule schedule) {
    List<FunctionLines> functions = document.functions();
    if (!document.died()) {
      new FunctionChecks(file, schedule, functions).check();
      return Optional.of(functions);
    }
    if (!functions.isEmpty()) {
      throw invalid("wrappers", "holds lines, but field `error` says that the compile died");
    }
    return Optional.empty();
  }

  private List<Node> orderedNodes() {
    List<Node> nodes = document.graph().nodes();
    var byName = HashMap.<String, Node>newHashMap(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      if (byName.put(nodes.get(i).name(), nodes.get(i)) != null) {
        throw invalid("schedule.nodes[" + i + "].name", "another node has the name " + quoted(nodes.get(i).name()));
      }
    }
    List<String> order = document.order().before();
    var ordered = new ArrayList<Node>(nodes.size());
    for (int i = 0; i < order.size(); i++) {
      Node node = byName.remove(order.get(i));
      if (node == null) {
        throw invalid("reorder.before[" + i + "]",
            quoted(order.get(i)) + " is no node of the schedule, or occurs twice");
      }
      ordered.add(node);
    }
    if (!byName.isEmpty()) {
      Node missing = nodes.stream().filter(node -> byName.containsKey(node.name())).findFirst().orElseThrow();
      throw invalid("reorder.before", "lacks the node " + quoted(missing.name()));
    }
    return ordered;
  }

  private SequencedMap<String, Buffer> allocatedBuffers() {
    SequencedMap<String, Buffer> buffers = document.graph().buffers();
    Map<String, Allocation> allocations = document.order().allocations();
    if (allocations == null) {
      if (document.died()) {
        return buffers;
      }
      throw invalid("reorder", "field `allocated` is missing");
    }
    for (String name : allocations.keySet()) {
      if (!buffers.containsKey(name)) {
        throw invalid("reorder.allocated", quoted(name) + " is no buffer of the schedule");
      }
    }
    var allocated = LinkedHashMap.<String, Buffer>newLinkedHashMap(buffers.size());
    for (Buffer buffer : buffers.values()) {
      Allocation allocation = allocations.get(buffer.name());
      if (allocation == null) {
        throw invalid("reorder.allocated", "lacks the buffer " + quoted(buffer.name()));
      }
      allocated.put(buffer.name(), with(buffer, allocation));
    }
    return allocated;
  }

  private static Buffer with(Buffer buffer, Allocation allocation) {
    return new Buffer(buffer.name(), buffer.kind(), buffer.layout(), buffer.device(), buffer.storage(),
        buffer.aligned(),
        buffer.aliases(), buffer.mutates(), buffer.users(), allocation.allocated(), allocation.freed());
  }

  private InvalidFileException invalid(String place, String problem) {
    return new InvalidFileException(file, place, problem);
  }
}
