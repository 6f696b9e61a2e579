package graft.compiler.lowering;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.OperatorCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether anybody looks at a tensor's memory after a call. */
final class Liveness {

  private Liveness() {}

  /** Whether a later call, a result, or the caller, whose input it may be, sees the tensor's storage. */
  static boolean isNeededAfter(Call call, TensorValue tensor) {
    var names = new HashSet<String>();
    call.tensors().forEach((name, value) -> {
      if (value.storage() == tensor.storage()) {
        names.add(name);
      }
    });
    List<OperatorCall> calls = call.graph().calls();
    return call.graph().inputs().stream().anyMatch(input -> mentions(input, names))
        || call.graph().outputs().stream().anyMatch(output -> mentions(output, names))
        || calls.subList(call.position() + 1, calls.size()).stream()
            .flatMap(later -> later.inputs().stream())
            .anyMatch(input -> mentions(input.value(), names));
  }

  /** Whether a call or a result takes a value. */
  static boolean isUsed(Graph graph, String name) {
    Set<String> only = Set.of(name);
    return graph.outputs().stream().anyMatch(output -> mentions(output, only))
        || graph.calls().stream().flatMap(call -> call.inputs().stream())
            .anyMatch(input -> mentions(input.value(), only));
  }

  private static boolean mentions(Argument argument, Set<String> names) {
    var found = new HashSet<String>();
    argument.forEachName(found::add);
    return found.stream().anyMatch(names::contains);
  }
}
