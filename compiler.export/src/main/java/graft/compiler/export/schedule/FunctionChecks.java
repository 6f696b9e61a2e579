package graft.compiler.export.schedule;

import static graft.compiler.export.schedule.Place.quoted;

import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Schedule;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Checks functions: there is one caller, and each partition function once. Takes linear time. */
final class FunctionChecks {

  private final Path file;
  private final Schedule schedule;
  private final List<FunctionLines> functions;

  FunctionChecks(Path file, Schedule schedule, List<FunctionLines> functions) {
    this.file = file;
    this.schedule = schedule;
    this.functions = functions;
  }

  void check() {
    int partitions = (int) functions.stream().map(FunctionLines::partition).filter(Objects::nonNull).count();
    if (partitions != functions.size() - 1) {
      throw invalid("wrappers",
          "expected one caller, whose partition is null, found " + (functions.size() - partitions));
    }
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < partitions; i++) {
      expected.add("partition_" + i);
    }
    var lines = new LineChecks(file, schedule, partitions);
    for (int i = 0; i < functions.size(); i++) {
      String place = "wrappers[" + i + ']';
      FunctionLines function = functions.get(i);
      String partition = function.partition();
      if (partition != null && !expected.remove(partition)) {
        throw invalid(place + ".partition",
            "expected each of partition_0 to partition_" + (partitions - 1) + " once, found " + quoted(partition));
      }
      for (String removed : function.removedBuffers()) {
        if (!schedule.buffers().containsKey(removed)) {
          throw invalid(place + ".removedBuffers", quoted(removed) + " is no buffer of the schedule");
        }
      }
      lines.check(function.lines(), place + ".before");
    }
  }

  private InvalidFileException invalid(String place, String problem) {
    return new InvalidFileException(file, place, problem);
  }
}
