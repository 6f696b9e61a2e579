package graft.compiler.core.memory;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.read.InvalidFileException;
import java.util.ArrayList;
import java.util.List;

/** Lines that code generation made elsewhere, with the caller's lines about partitions made anew from the signatures at hand. */
public final class StoredLines {

  private StoredLines() {}

  /**
   * The lines to plan.
   *
   * @param stored each partition function's lines, and the caller's
   * @param signatures of the partition functions, in order
   * @throws CompileException if the stored functions are not those of these partitions
   */
  public static List<FunctionLines> of(List<FunctionLines> stored, List<Signature> signatures) {
    long functions = stored.stream().filter(function -> function.partition() != null).count();
    if (functions != signatures.size()) {
      throw invalid("%d partition functions, but the graph is cut into %d".formatted(functions, signatures.size()));
    }
    return stored.stream()
        .map(function -> function.partition() == null ? caller(function, signatures) : function)
        .toList();
  }

  private static FunctionLines caller(FunctionLines stored, List<Signature> signatures) {
    List<Line> lines = new ArrayList<>(stored.lines().size());
    int called = 0;
    for (int i = 0; i < stored.lines().size(); i++) {
      Line line = stored.lines().get(i);
      if (!(line instanceof Line.PartitionArguments arguments)) {
        lines.add(line);
        continue;
      }
      if (arguments.index() != called || called >= signatures.size()) {
        throw invalid("the caller calls partition " + arguments.index() + " where " + called + " is next");
      }
      i = endOfCall(stored.lines(), i, called);
      lines.addAll(CallerLines.call(called, signatures.get(called).without(stored.removedBuffers())));
      called++;
    }
    if (called < signatures.size()) {
      throw invalid("the caller never calls partition " + called);
    }
    return new FunctionLines(null, lines, stored.removedBuffers());
  }

  /** Index of the last line of a call: the one that deletes the arguments. */
  private static int endOfCall(List<Line> lines, int start, int index) {
    for (int i = start + 1; i < lines.size(); i++) {
      switch (lines.get(i)) {
        case Line.Delete delete when delete.buffers().equals(List.of(Line.PartitionArguments.nameOf(index))) -> {
          return i;
        }
        case Line.Delete _ -> {
        }
        case Line.PartitionCall call when call.index() == index -> {
        }
        default -> throw invalid("the call of partition " + index + " is not complete");
      }
    }
    throw invalid("the call of partition " + index + " is not complete");
  }

  private static CompileException invalid(String problem) {
    return new CompileException(InvalidFileException.CODE, "the stored lines do not fit: " + problem);
  }
}
