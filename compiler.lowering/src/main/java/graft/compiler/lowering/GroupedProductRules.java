package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Products of groups of rows with a matrix each, as mixtures of experts have them: rows {@code offs[i - 1]} to {@code offs[i]}
 * times {@code weight[i]}. Rows after the last group are zeros.
 */
final class GroupedProductRules {

  private GroupedProductRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("transformers::grouped_mm_fallback.default", call -> product(call, "input", "weight"));
    rules.put("aten::_grouped_mm.default", call -> product(call, "self", "mat2"));
  }

  private static List<TensorValue> product(Call call, String left, String right) {
    Nodes nodes = call.nodes();
    TensorValue input = call.tensor(left);
    TensorValue weight = call.tensor(right);
    if (input.rank() != 2 || weight.rank() != 3 || call.has("bias")) {
      throw new UnsupportedException("groups of other than rows");
    }
    TensorValue ends = call.tensor("offs");
    Index groups = weight.sizes().getFirst();
    Index rows = input.sizes().getFirst();
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    TensorValue places = TensorValue.whole(DataType.INT64, input.device(), List.of(rows, groups));
    TensorValue group = Reductions.reduce(
        nodes, places, Set.of(1), false, Reduction.Kind.SUM, (load, place) -> {
          Expression end = Formulas.cast(load.apply(ends), DataType.INT64);
          return Formulas.cast(
              Formulas.binary(BinaryFunction.LE, end, Formulas.position(place.getFirst())), DataType.INT64);
        });
    Index columns = weight.sizes().getLast();
    TensorValue grid =
        TensorValue.whole(compute, input.device(), List.of(rows, columns, input.sizes().getLast()));
    Expression last = Formulas.position(groups.minus(Index.of(1)));
    TensorValue product = Reductions.reduce(
        nodes, grid, Set.of(2), false, Reduction.Kind.SUM, (load, place) -> {
          Expression row = nodes.load(group, place.subList(0, 1), List.of());
          Index own = new Index.Element(Formulas.binary(BinaryFunction.MINIMUM, row, last), groups);
          Expression x = nodes.load(input, List.of(place.get(0), place.get(2)), List.of());
          Expression factor = nodes.load(weight, List.of(own, place.get(2), place.get(1)), List.of());
          return Formulas.multiply(Formulas.cast(x, compute), Formulas.cast(factor, compute));
        });
    List<Index> sizes = product.sizes();
    Expression isInGroup = Formulas.binary(
        BinaryFunction.LE, nodes.load(group, List.of(Index.axis(0)), sizes), last);
    Expression value = Formulas.choice(isInGroup, nodes.load(product, sizes), Formulas.constant(0, compute));
    return List.of(nodes.compute(input.device(), sizes, Formulas.cast(value, type)));
  }
}
