package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pointwise loops over a call's result that nobody else reads become part of the call, as {@code FusedCall} says: an activation of
 * a matrix product or a convolution.
 */
final class Epilogues {

  private static final Set<String> CALLS = Set.of("aten::mm", "aten::addmm", "aten::bmm", "aten::convolution");

  private final Lowered lowered;
  private final Uses uses;
  private final Map<String, Node> nodes = new HashMap<>();
  /** Buffers that somebody waits for without reading them, before it overwrites what their node reads. */
  private final Set<String> ordered = new HashSet<>();

  private Epilogues(Lowered lowered) {
    this.lowered = lowered;
    this.uses = new Uses(lowered);
    for (Node node : lowered.schedule().nodes()) {
      nodes.put(node.name(), node);
      node.reads().stream().filter(read -> read.kind() == Dependency.Kind.WEAK).map(Dependency::buffer)
          .forEach(ordered::add);
    }
  }

  static Lowered of(Lowered lowered) {
    var epilogues = new Epilogues(lowered);
    var calls = new HashMap<String, Node.Single>();
    var bodies = new HashMap<String, FusedCall>();
    for (Node node : lowered.schedule().nodes()) {
      if (node instanceof Node.Single single && lowered.bodies().get(node.name()) instanceof LoopNest nest) {
        epilogues.find(single, nest, calls, bodies);
      }
    }
    if (bodies.isEmpty()) {
      return lowered;
    }
    var fused = new FusedSchedule(lowered, new SizeHints(lowered));
    var taken = new HashSet<Node>(calls.values());
    for (Node node : lowered.schedule().nodes()) {
      FusedCall body = bodies.get(node.name());
      Node.Single call = calls.get(node.name());
      if (body != null && call != null && node instanceof Node.Single single) {
        fused.add(FusedSchedule.fused(List.of(call, single)), body);
      } else if (!taken.contains(node)) {
        fused.add(node);
      }
    }
    return fused.finish();
  }

  /** The last of the calls that a nest could be done with. */
  private void find(
      Node.Single node, LoopNest nest, Map<String, Node.Single> calls, Map<String, FusedCall> bodies) {
    if (nest.reduction().isPresent() || Axes.isEmpty(nest)) {
      return;
    }
    for (Load load : Loads.of(nest.value()).reversed()) {
      if (nodes.get(uses.maker(load.buffer())) instanceof Node.Single call
          && lowered.bodies().get(call.name()) instanceof ExternCall body
          && mayEnd(call, body, node, nest)) {
        Optional<LoopNest> epilogue = inMemory(body.results().getFirst()).flatMap(sizes -> over(sizes, nest));
        if (epilogue.isPresent()) {
          calls.put(node.name(), call);
          bodies.put(node.name(), new FusedCall(body, epilogue.get()));
          return;
        }
      }
    }
  }

  private boolean mayEnd(Node.Single call, ExternCall body, Node.Single node, LoopNest nest) {
    if (!call.operation().kind().equals(Operation.EXTERN_KERNEL_OUT)
        || body.allocates()
        || !CALLS.contains(body.operator().packet())
        || !call.device().equals(node.device())) {
      return false;
    }
    TensorView result = body.results().getFirst();
    TensorView target = lowered.memory().get(nest.buffer());
    return target != null
        && node.outputs().equals(List.of(nest.buffer()))
        && result.type() == nest.value().type()
        && nest.offset().equals(RowMajor.offset(nest.extents()))
        && Index.product(result.sizes()).equals(Index.product(nest.extents()))
        && uses.mayDisappear(result.buffer())
        && uses.readers(result.buffer()).equals(List.of(node.name()))
        && !ordered.contains(result.buffer())
        && Loads.of(nest.value()).stream()
            .filter(load -> load.buffer().equals(result.buffer()))
            .allMatch(load -> load.type() == result.type() && load.offset().equals(nest.offset()));
  }

  /** The sizes of a result from its largest step to the smallest; empty where it has gaps. */
  private static Optional<List<Index>> inMemory(TensorView result) {
    var channelsLast = new ArrayList<Integer>();
    for (int i = 0; i < result.sizes().size(); i++) {
      channelsLast.add(i);
    }
    List<Integer> rowMajor = List.copyOf(channelsLast);
    if (channelsLast.size() > 2) {
      channelsLast.add(channelsLast.remove(1));
    }
    return Stream.of(rowMajor, channelsLast)
        .filter(
            order -> result.offset().isConstant(0)
                && sorted(result.strides(), order)
                    .equals(TensorView.contiguousStrides(sorted(result.sizes(), order))))
        .findFirst()
        .map(order -> sorted(result.sizes(), order));
  }

  private static List<Index> sorted(List<Index> ofDimensions, List<Integer> order) {
    return order.stream().map(ofDimensions::get).toList();
  }

  /** The nest with a loop for each dimension of the result in memory; empty where its indexes would need divisions. */
  private static Optional<LoopNest> over(List<Index> sizes, LoopNest nest) {
    List<Index> dimensions = nest.extents();
    List<Index> at = RowMajor.positions(dimensions, RowMajor.offset(sizes), sizes);
    LoopNest result = Axes.reindexed(nest, sizes, List.of(), axis -> at.get(axis.number()));
    boolean isSimple = AxisSplit.divisions(result) <= AxisSplit.divisions(nest);
    return isSimple && result.offset().equals(RowMajor.offset(sizes)) ? Optional.of(result) : Optional.empty();
  }
}
