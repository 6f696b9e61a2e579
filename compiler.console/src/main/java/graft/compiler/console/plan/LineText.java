package graft.compiler.console.plan;

import graft.compiler.api.plan.Line;
import java.util.List;
import java.util.Optional;

/** A line of a plan for people. */
public final class LineText {

  private LineText() {}

  /** What the line does; nothing for lines that do nothing. */
  public static Optional<String> of(Line line) {
    return switch (line) {
      case Line.Allocate(String buffer, int step, String type) -> Optional.of("allocate " + buffer);
      case Line.FreeIfNotReused(String buffer, int step, boolean reused, boolean reusable) ->
        reused ? Optional.empty() : Optional.of("free " + buffer);
      case Line.Reuse(String buffer, String as, boolean deleteOld) -> Optional.of("reuse " + buffer + " as " + as);
      case Line.Reinterpret(String buffer, String as) -> Optional.of("view " + buffer + " as " + as);
      case Line.Null() -> Optional.empty();
      case Line.Free(String buffer) -> Optional.of("free " + buffer);
      case Line.KernelCall(String kernel, var args) -> Optional.of(call(kernel, args));
      case Line.Extern(String buffer, String kernel, var args, boolean allocates) ->
        Optional.of(buffer + " = " + call(kernel, args));
      case Line.MultiOutput(String buffer, String from) -> Optional.of(buffer + " = one of " + from);
      case Line.PartitionArguments(int index, var buffers) -> Optional.empty();
      case Line.PartitionCall(int index, var buffers) ->
        Optional.of(names(buffers) + " = partition_" + index + "(...)");
      case Line.Delete(var buffers) -> Optional.of("delete " + names(buffers));
      case Line.EnterSubgraph(var fields) -> Optional.of("enter a subgraph");
      case Line.ExitSubgraph(var fields) -> Optional.of("leave the subgraph");
      case Line.Other(String type) -> Optional.empty();
    };
  }

  private static String call(String kernel, List<String> args) {
    return kernel + "(" + names(args) + ")";
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }
}
