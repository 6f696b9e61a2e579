package graft.compiler.itest;

import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.itest.StoredResult.Partition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The findings that follow from what absent fixes would have done. Without the memory planner's, a partition function returns what
 * it no longer allocates. Without the signatures', whoever frees a buffer that it never touches has not got it: a partition
 * function always, the caller where nobody handed it the buffer for another reason.
 */
final class ExpectedFindings {

  private final StoredSchedule stored;
  private final List<Partition> fixed;

  /** The findings beside the signatures with all fixes, which have none. */
  ExpectedFindings(StoredSchedule stored, List<Partition> fixed) {
    this.stored = stored;
    this.fixed = fixed;
  }

  Set<UndefinedName> in(List<Partition> partitions, List<FunctionPlan> functions) {
    Set<String> callers = callersNames(partitions, functions.getLast());
    Set<UndefinedName> found = new HashSet<>();
    int index = 0;
    for (int i = 0; i < partitions.size(); i++) {
      Signature signature = partitions.get(i).signature();
      Set<String> missing = new HashSet<>(fixed.get(i).signature().inputs());
      missing.removeAll(signature.inputs());
      if (signature.skipCudagraph()) {
        missing.removeAll(callers);
        missing.forEach(name -> found.add(new UndefinedName(UndefinedName.CALLER, name)));
        continue;
      }
      List<Line> unplanned = stored.lines().orElseThrow().get(index).lines();
      List<Line> lines = functions.get(index).lines();
      Stream<String> dropped =
          unplanned.subList(lines.size(), unplanned.size()).stream().flatMap(ExpectedFindings::defined)
              .filter(signature.outputs()::contains);
      String function = "partition_" + index++;
      Stream.concat(dropped, lines.stream().flatMap(ExpectedFindings::freed).filter(missing::contains))
          .forEach(name -> found.add(new UndefinedName(function, name)));
    }
    return found;
  }

  private Set<String> callersNames(List<Partition> partitions, FunctionPlan caller) {
    Set<String> names = new HashSet<>(stored.schedule().inputs().keySet());
    names.addAll(stored.schedule().constants());
    ExpectedResult.signatures(partitions).forEach(signature -> names.addAll(signature.outputs()));
    caller.lines().stream().flatMap(ExpectedFindings::defined).forEach(names::add);
    return names;
  }

  private static Stream<String> defined(Line line) {
    return switch (line) {
      case Line.Allocate allocate -> Stream.of(allocate.buffer());
      case Line.Reuse reuse -> Stream.of(reuse.as());
      case Line.Reinterpret view -> Stream.of(view.as());
      case Line.Extern call when call.allocates() -> Stream.of(call.buffer());
      case Line.MultiOutput output -> Stream.of(output.buffer());
      default -> Stream.of();
    };
  }

  private static Stream<String> freed(Line line) {
    return switch (line) {
      case Line.Free free -> Stream.of(free.buffer());
      case Line.FreeIfNotReused free -> Stream.of(free.buffer());
      default -> Stream.of();
    };
  }
}
