package graft.compiler.export.schedule;

import static graft.compiler.export.schedule.Place.quoted;

import graft.compiler.api.plan.Line;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks that lines name no buffer, step or partition function that does not exist. Takes linear time. */
final class LineChecks {

  private final Path file;
  private final Schedule schedule;
  private final int partitions;
  private final Set<String> argumentNames = new HashSet<>();
  private final boolean symbolic;

  /** Checks of lines over {@code schedule}, which is cut so that there are that many partition functions. */
  LineChecks(Path file, Schedule schedule, int partitions) {
    this.file = file;
    this.schedule = schedule;
    this.partitions = partitions;
    for (int i = 0; i < partitions; i++) {
      argumentNames.add(Line.PartitionArguments.nameOf(i));
    }
    symbolic = schedule.nodes().stream().anyMatch(LineChecks::isSymbolic)
        || Stream.of(schedule.buffers(), schedule.inputs())
            .flatMap(buffers -> buffers.values().stream())
            .anyMatch(buffer -> SizeChecks.isSymbolic(buffer.storage()));
  }

  private static boolean isSymbolic(Node node) {
    return !node.symbols().isEmpty()
        || (node instanceof Node.Single single && single.operation().definesUnbackedSymbols());
  }

  /** Checks the lines of one function, which stand at {@code place} in the file. */
  void check(List<Line> lines, String place) {
    int subgraphs = 0;
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      subgraphs += line instanceof Line.EnterSubgraph ? 1 : line instanceof Line.ExitSubgraph ? -1 : 0;
      String problem = subgraphs < 0 ? "leaves a subgraph that no line entered" : problem(line);
      if (problem != null) {
        throw new InvalidFileException(file, place + '[' + i + ']', problem);
      }
    }
    if (subgraphs > 0) {
      throw new InvalidFileException(file, place, "a subgraph is entered and not left");
    }
  }

  private @Nullable String problem(Line line) {
    return switch (line) {
      case Line.Allocate allocate -> first(ofMemory(allocate.buffer()), ofStep(allocate.step()));
      case Line.FreeIfNotReused free -> first(ofBuffer(free.buffer()), ofStep(free.step()));
      case Line.Reuse reuse -> first(ofName(reuse.buffer()), ofMemory(reuse.as()));
      case Line.Reinterpret view -> first(ofName(view.buffer()), ofName(view.as()));
      case Line.Free free -> ofName(free.buffer());
      case Line.KernelCall kernel -> ofArguments(kernel.args());
      case Line.Extern extern -> first(ofName(extern.buffer()), ofArguments(extern.args()));
      case Line.MultiOutput output -> first(ofName(output.buffer()), ofName(output.from()));
      case Line.PartitionArguments arguments ->
        first(ofPartition(arguments.index()), ofArguments(arguments.buffers()));
      case Line.PartitionCall call -> first(ofPartition(call.index()), ofArguments(call.buffers()));
      case Line.Delete delete -> ofDeleted(delete.buffers());
      case Line.Null _,Line.EnterSubgraph _,Line.ExitSubgraph _,Line.Other _ -> null;
    };
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }

  private @Nullable String ofMemory(String name) {
    Buffer buffer = schedule.buffers().get(name);
    return buffer != null && buffer.storage().dtype().isEmpty() ? quoted(name) + " has no memory" : ofBuffer(name);
  }

  private @Nullable String ofBuffer(String name) {
    return schedule.buffers().containsKey(name) ? null : quoted(name) + " is no buffer of the schedule";
  }

  private @Nullable String ofName(String name) {
    return isKnown(name) ? null : quoted(name) + " is no buffer, input or constant of the schedule";
  }

  /** Where sizes are symbols, they are arguments too, and so are numbers computed from them under names of their own. */
  private @Nullable String ofArguments(List<String> names) {
    for (String name : names) {
      if (!isKnown(name) && !symbolic) {
        return ofName(name);
      }
    }
    return null;
  }

  private @Nullable String ofDeleted(List<String> names) {
    for (String name : names) {
      if (!isKnown(name) && !argumentNames.contains(name)) {
        return ofName(name);
      }
    }
    return null;
  }

  private boolean isKnown(String name) {
    return schedule.defines(name) || schedule.constants().contains(name);
  }

  private @Nullable String ofStep(int step) {
    int nodes = schedule.nodes().size();
    return step < nodes ? null : "step " + step + " is beyond the last of " + nodes + " nodes";
  }

  private @Nullable String ofPartition(int index) {
    return index < partitions ? null
        : "index " + index + " is beyond the last of " + partitions + " partition functions";
  }
}
