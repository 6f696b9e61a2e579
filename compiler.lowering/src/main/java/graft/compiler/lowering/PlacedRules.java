package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that write into a copy of a tensor along a diagonal, by steps in memory, or at places of the flattened tensor. */
final class PlacedRules {

  private PlacedRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::diagonal_scatter.default", PlacedRules::diagonal);
    rules.put("aten::as_strided_scatter.default", PlacedRules::strided);
    ScatterRules.both(rules, "index_reduce.default", PlacedRules::reduce);
    ScatterRules.both(rules, "put.default", PlacedRules::put);
  }

  /** The source's last dimension goes along the diagonal of two dimensions. */
  private static List<TensorValue> diagonal(Call call) {
    TensorValue self = call.tensor("self");
    int first = self.dimension(call.integer("dim1", 0));
    int second = self.dimension(call.integer("dim2", 1));
    long offset = call.integer("offset", 0);
    Index along = Index.axis(first).minus(Index.of(Math.max(-offset, 0)));
    Expression isOnDiagonal = Formulas.binary(
        BinaryFunction.EQ, Formulas.position(Index.axis(second).minus(Index.axis(first))),
        Formulas.position(Index.of(offset)));
    var at = new ArrayList<Index>();
    for (int i = 0; i < self.rank(); i++) {
      if (i != first && i != second) {
        at.add(Index.axis(i));
      }
    }
    at.add(along);
    return ScatterRules.chosen(call, isOnDiagonal, call.nodes().load(call.tensor("src"), at, self.sizes()));
  }

  /** The source is written into a copy of the memory as PyTorch lays it out. */
  private static List<TensorValue> strided(Call call) {
    TensorValue self = call.tensor("self");
    if (!StridedRules.isRowMajor(call)) {
      throw new UnsupportedException("a tensor that is not row-major in memory");
    }
    TensorValue copy = call.nodes().clone(self);
    TensorValue target = copy.view(call.indexes("size"), StridedRules.place(call));
    call.nodes().assign(target, call.nodes().load(call.tensor("src"), target.sizes()));
    return List.of(copy);
  }

  /** Lines of the source are combined at the places along a dimension that a list names. */
  private static List<TensorValue> reduce(Call call) {
    TensorValue given = call.tensor("self");
    TensorValue self = given.rank() == 0 ? flat(given) : given;
    TensorValue source = given.rank() == 0 ? flat(call.tensor("source")) : call.tensor("source");
    TensorValue index = call.tensor("index");
    int dimension = self.dimension(call.integer("dim", 0));
    for (int i = 0; i < self.rank(); i++) {
      if (i != dimension || index.rank() == 0) {
        index = Views.unsqueeze(index, Math.min(i, index.rank()));
      }
    }
    List<TensorValue> result = FallbackRules.call(
        call, new Operator("aten::scatter_reduce", "two"),
        List.of(
            tensor(call, "self", self), new NamedOperand("dim", new Operand.Whole(Index.of(dimension))),
            tensor(call, "index", Views.expand(index, source.sizes())), tensor(call, "src", source),
            new NamedOperand("reduce", new Operand.Text(call.text("reduce", "none"))),
            new NamedOperand("include_self", new Operand.Truth(call.truth("include_self", true)))),
        List.of(self));
    return List.of(Views.reshape(result.getFirst(), given.sizes()));
  }

  /** Values go to places of the flattened tensor. */
  private static List<TensorValue> put(Call call) {
    TensorValue self = call.tensor("self");
    TensorValue flat = flat(self);
    List<TensorValue> result = FallbackRules.call(
        call, new Operator("aten::index_put", "default"),
        List.of(
            tensor(call, "self", flat),
            new NamedOperand("indices", new Operand.Tensors(List.of(call.nodes().view(flat(call.tensor("index")))))),
            new NamedOperand("dimensions", new Operand.Wholes(List.of(Index.of(0)))),
            tensor(call, "values", flat(call.tensor("source"))),
            new NamedOperand("accumulate", new Operand.Truth(call.truth("accumulate", false)))),
        List.of(flat));
    return List.of(Views.reshape(result.getFirst(), self.sizes()));
  }

  private static TensorValue flat(TensorValue tensor) {
    return Views.reshape(tensor, List.of(Index.product(tensor.sizes())));
  }

  private static NamedOperand tensor(Call call, String name, TensorValue value) {
    return new NamedOperand(name, new Operand.Tensor(call.nodes().view(value)));
  }
}
