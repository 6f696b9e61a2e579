package graft.compiler.itest;

import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Signature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Planned lines as 2.9.0 gives them without a fix, derived from those with all of them. */
final class ExpectedLines {

  private ExpectedLines() {}

  /**
   * The lines of a partition function judged by given outputs.
   *
   * @param before the function's lines before planning
   * @param fixed the same planned with the fix, that is, judged by the outputs of the partition
   * @param outputs some of these outputs
   */
  static List<Line> judgedBy(Collection<String> outputs, List<Line> before, List<Line> fixed) {
    int end = before.size();
    while (end > 0 && before.get(end - 1) instanceof Line.Memory memory && !outputs.contains(bufferOf(memory))) {
      end--;
    }
    List<Line> kept = new ArrayList<>(fixed.subList(0, Math.min(end, fixed.size())));
    for (int i = kept.size(); i < fixed.size(); i++) {
      if (before.get(i) instanceof Line.Allocate && fixed.get(i) instanceof Line.Reuse dropped) {
        kept.replaceAll(line -> notReused(line, dropped.buffer()));
      }
    }
    return kept;
  }

  private static String bufferOf(Line.Memory line) {
    return switch (line) {
      case Line.Allocate allocate -> allocate.buffer();
      case Line.FreeIfNotReused free -> free.buffer();
      case Line.Reuse reuse -> reuse.buffer();
      case Line.Reinterpret view -> view.buffer();
      case Line.Null _ -> "";
    };
  }

  private static Line notReused(Line line, String buffer) {
    return line instanceof Line.FreeIfNotReused free && free.buffer().equals(buffer)
        ? new Line.FreeIfNotReused(buffer, free.step(), false, free.reusable())
        : line;
  }

  /** The caller's lines with other signatures of the partition functions. */
  static List<Line> calling(List<Signature> signatures, List<Line> fixed) {
    List<Line> lines = new ArrayList<>();
    int i = 0;
    while (i < fixed.size()) {
      if (fixed.get(i) instanceof Line.PartitionArguments call) {
        lines.addAll(call(call.index(), signatures.get(call.index())));
        i = fixed.indexOf(new Line.Delete(List.of(call.name())));
      } else {
        lines.add(fixed.get(i));
      }
      i++;
    }
    return lines;
  }

  private static List<Line> call(int index, Signature signature) {
    List<Line> lines = new ArrayList<>();
    List<String> arguments = new ArrayList<>(signature.inputs());
    arguments.addAll(signature.symbols());
    lines.add(new Line.PartitionArguments(index, arguments));
    List<String> handedOver = signature.inputs().stream().filter(signature.deallocated()::contains).toList();
    if (!handedOver.isEmpty()) {
      lines.add(new Line.Delete(handedOver));
    }
    lines.add(new Line.PartitionCall(index, signature.outputs()));
    lines.add(new Line.Delete(List.of(Line.PartitionArguments.nameOf(index))));
    return lines;
  }
}
