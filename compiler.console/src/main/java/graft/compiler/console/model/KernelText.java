package graft.compiler.console.model;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.DeviceCopy;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.NoComputation;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.loop.TupleElement;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.schedule.Node;
import graft.compiler.console.text.Amounts;
import graft.compiler.console.text.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the nodes of a partition compute, a line for each kernel: its name, what it is, and the buffers that it leaves. */
final class KernelText {

  private final Table table = new Table();

  /**
   * The kernels of some nodes.
   *
   * @param bodies what nodes compute, by name
   */
  static Table of(List<Node> nodes, Map<String, Body> bodies) {
    var text = new KernelText();
    for (Node node : nodes) {
      Body body = bodies.get(node.name());
      if (body != null && !(body instanceof NoComputation) && !(body instanceof TupleElement)) {
        text.row(node, body);
      }
    }
    return text.table;
  }

  private void row(Node node, Body body) {
    Set<String> inside = inside(body);
    String outputs =
        node.outputs().stream().filter(output -> !inside.contains(output)).collect(Collectors.joining(", "));
    table.row(node.name(), what(body), outputs);
  }

  /** Buffers that nothing outside of the kernel knows. */
  private static Set<String> inside(Body body) {
    return switch (body) {
      case FusedLoops loops -> loops.internal();
      case FusedCall fused ->
        fused.call().results().stream().map(TensorView::buffer).collect(Collectors.toUnmodifiableSet());
      default -> Set.of();
    };
  }

  private static String what(Body body) {
    return switch (body) {
      case LoopNest nest -> loops(List.of(nest));
      case FusedLoops fused -> loops(fused.nests()) + " of " + Amounts.count(fused.nests().size(), "loop nest");
      case ExternCall call -> call.operator().packet();
      case FusedCall fused -> fused.call().operator().packet() + " + " + loops(List.of(fused.epilogue()));
      case DeviceCopy _ -> "device copy";
      case TupleElement _,NoComputation _ -> "";
    };
  }

  /** The name that people have for such loops. */
  private static String loops(List<LoopNest> nests) {
    Set<UnaryFunction> functions = EnumSet.noneOf(UnaryFunction.class);
    nests.forEach(nest -> nest.value().forEachPart(part -> {
      if (part instanceof Expression.Unary unary) {
        functions.add(unary.function());
      }
    }, index -> {}));
    var reductions =
        nests.stream().map(LoopNest::reduction).flatMap(Optional::stream).map(reduction -> reduction.kind()).toList();
    if (reductions.isEmpty()) {
      return "pointwise";
    }
    if (reductions.size() > 1 && functions.contains(UnaryFunction.EXP)) {
      return "softmax";
    }
    return nests.size() > reductions.size() && functions.contains(UnaryFunction.RSQRT)
        ? "norm"
        : "reduction " + reductions.stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).distinct()
            .collect(Collectors.joining(", "));
  }
}
