package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tensors put beside each other in a new dimension, taken apart along one, or cut off at a diagonal. */
final class JoinRules {

  private JoinRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::stack.default", JoinRules::stack);
    rules.put("aten::hstack.default", call -> beside(call, 1, 1));
    rules.put("aten::vstack.default", call -> beside(call, 2, 0));
    rules.put("aten::dstack.default", call -> beside(call, 3, 2));
    rules.put("aten::column_stack.default", JoinRules::columns);
    rules.put("aten::unbind.int", JoinRules::unbind);
    rules.put("aten::tril.default", call -> triangle(call, BinaryFunction.LE));
    rules.put("aten::triu.default", call -> triangle(call, BinaryFunction.GE));
    rules.put("aten::repeat_interleave.self_int", JoinRules::interleave);
    rules.put("aten::repeat_interleave.self_Tensor", JoinRules::interleaveByCounts);
    rules.put(
        "aten::repeat_interleave.Tensor",
        call -> List.of(sources(call, call.tensor("repeats"), call.outputSizes().getFirst())));
  }

  private static List<TensorValue> stack(Call call) {
    List<Index> sizes = call.outputSizes();
    int dimension = Views.dimension(call.integer("dim", 0), sizes.size());
    return List.of(stack(call.nodes(), call.tensors("tensors"), dimension, sizes, call.output().type()));
  }

  /** Tensors beside each other in a new dimension of a result of these sizes. */
  static TensorValue stack(
      Nodes nodes, List<TensorValue> tensors, int dimension, List<Index> sizes, DataType type) {
    Expression place = Formulas.position(Index.axis(dimension));
    Expression value = null;
    for (int i = tensors.size() - 1; i >= 0; i--) {
      TensorValue piece = Views.unsqueeze(tensors.get(i), dimension);
      Expression element = Formulas.cast(nodes.load(piece, sizes), type);
      value = value == null
          ? element
          : Formulas.choice(
              Formulas.binary(BinaryFunction.EQ, place, Formulas.position(Index.of(i))), element, value);
    }
    if (value == null) {
      throw new UnsupportedException("no tensor to stack");
    }
    return nodes.compute(tensors.getFirst().device(), sizes, value);
  }

  /** One after the other along a dimension, each of at least some rank; vectors along their only one. */
  private static List<TensorValue> beside(Call call, int rank, int dimension) {
    List<TensorValue> tensors = call.tensors("tensors").stream().map(tensor -> raised(tensor, rank)).toList();
    return joined(call, tensors, Math.min(dimension, call.outputSizes().size() - 1));
  }

  /** As {@code atleast_2d} and {@code atleast_3d} add dimensions. */
  private static TensorValue raised(TensorValue tensor, int rank) {
    TensorValue raised = tensor;
    while (raised.rank() < rank) {
      boolean isColumn = raised.rank() == 2;
      raised = Views.unsqueeze(raised, isColumn ? 2 : 0);
    }
    return raised;
  }

  private static List<TensorValue> columns(Call call) {
    List<TensorValue> tensors = call.tensors("tensors").stream()
        .map(tensor -> tensor.rank() > 1 ? tensor : Views.unsqueeze(raised(tensor, 1), 1))
        .toList();
    return joined(call, tensors, 1);
  }

  private static List<TensorValue> joined(Call call, List<TensorValue> tensors, int dimension) {
    return List.of(
        IndexRules.joined(
            call, tensors, dimension, call.outputSizes(), call.output().type(), call.output().device()));
  }

  private static List<TensorValue> unbind(Call call) {
    TensorValue self = call.tensor("self");
    int dimension = self.dimension(call.integer("dim", 0));
    var pieces = new ArrayList<TensorValue>();
    for (int i = 0; i < call.defines().size(); i++) {
      pieces.add(Views.select(self, dimension, Index.of(i)));
    }
    return pieces;
  }

  /** Keeps the elements whose column compares so with their row and the diagonal; 0 for the others. */
  private static List<TensorValue> triangle(Call call, BinaryFunction kept) {
    TensorValue self = call.tensor("self");
    Index row = Index.axis(self.rank() - 2);
    Index column = Index.axis(self.rank() - 1);
    Expression isKept = Formulas.binary(
        kept, Formulas.position(column.minus(row)), Formulas.position(call.index("diagonal", 0)));
    Expression value = Formulas.choice(
        isKept, call.nodes().load(self, self.sizes()), Formulas.constant(0, self.type()));
    return List.of(call.nodes().compute(self.device(), self.sizes(), value));
  }

  /** Each element several times, one after the other; without a dimension those of the flattened tensor. */
  private static List<TensorValue> interleave(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue source = call.has("dim") ? self : Views.reshape(self, List.of(Index.product(self.sizes())));
    int dimension = source.dimension(call.integer("dim", 0));
    List<Index> sizes = call.outputSizes();
    var at = new ArrayList<Index>();
    for (int i = 0; i < source.rank(); i++) {
      at.add(i == dimension ? Index.axis(i).quotient(call.index("repeats", 1), sizes) : Index.axis(i));
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(source, at, sizes)));
  }

  /** Each element as often as a tensor says, one after the other. */
  private static List<TensorValue> interleaveByCounts(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue source = call.has("dim") ? self : Views.reshape(self, List.of(Index.product(self.sizes())));
    int dimension = source.dimension(call.integer("dim", 0));
    TensorValue repeats = Views.expand(call.tensor("repeats"), List.of(source.sizes().get(dimension)));
    List<Index> sizes = call.outputSizes();
    TensorValue places = sources(call, repeats, sizes.get(dimension));
    var at = new ArrayList<Index>();
    for (int i = 0; i < source.rank(); i++) {
      Index axis = Index.axis(i);
      at.add(
          i == dimension
              ? new Index.Element(call.nodes().load(places, List.of(axis), sizes), source.sizes().get(i))
              : axis);
    }
    return List.of(call.nodes().compute(self.device(), sizes, call.nodes().load(source, at, sizes)));
  }

  /** Of which element each of the repeated ones is a copy; how many these are must be known. */
  private static TensorValue sources(Call call, TensorValue repeats, Index length) {
    if (!call.has("output_size")) {
      throw new UnsupportedException("argument output_size is missing, so that the size depends on elements");
    }
    TensorValue ends = SortedRules.sums(call, repeats);
    TensorValue places =
        call.nodes().compute(repeats.device(), List.of(length), Formulas.position(Index.axis(0)));
    return SortedRules.places(call, ends, places, true);
  }
}
