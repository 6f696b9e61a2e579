package graft.compiler.core.memory;

import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Signature;
import java.util.ArrayList;
import java.util.List;

/** The lines by which the caller calls a partition function. */
final class CallerLines {

  private CallerLines() {}

  /** Collects the arguments of partition function {@code index}, lets go of what it frees, calls it, and drops the arguments. */
  static List<Line> call(int index, Signature signature) {
    List<Line> lines = new ArrayList<>(4);
    List<String> arguments = new ArrayList<>(signature.inputs());
    arguments.addAll(signature.symbols());
    lines.add(new Line.PartitionArguments(index, arguments));
    List<String> deallocated = signature.inputs().stream().filter(signature.deallocated()::contains).toList();
    if (!deallocated.isEmpty()) {
      lines.add(new Line.Delete(deallocated));
    }
    lines.add(new Line.PartitionCall(index, signature.outputs()));
    lines.add(new Line.Delete(List.of(Line.PartitionArguments.nameOf(index))));
    return lines;
  }
}
