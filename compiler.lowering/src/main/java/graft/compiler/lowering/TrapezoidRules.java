package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Areas under curves by the trapezoidal rule. */
final class TrapezoidRules {

  private TrapezoidRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("trapezoid", "trapz")) {
      rules.put("aten::" + name + ".dx", call -> area(call, Optional.empty()));
      rules.put("aten::" + name + ".x", call -> area(call, call.optionalTensor("x")));
    }
  }

  /** Half the sum of neighbours times their distance; places of one dimension go along the dimension. */
  private static List<TensorValue> area(Call call, Optional<TensorValue> places) {
    TensorValue y = call.tensor("y");
    int dimension = y.dimension(call.integer("dim", -1));
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    if (y.sizes().get(dimension).isConstant(0)) {
      return List.of(call.nodes().compute(y.device(), call.outputSizes(), Formulas.constant(0, type)));
    }
    Optional<TensorValue> along = places.map(x -> x.rank() == 1 ? standing(x, y.rank() - 1 - dimension) : x);
    TensorValue left = neighbour(y, dimension, 0);
    TensorValue right = neighbour(y, dimension, 1);
    List<Index> sizes = along
        .map(x -> Sizes.broadcast(left.sizes(), neighbour(x, dimension + x.rank() - y.rank(), 0).sizes()))
        .orElse(left.sizes());
    TensorValue grid = TensorValue.whole(compute, y.device(), sizes);
    double step = call.real("dx", 1);
    TensorValue sum = Reductions.reduce(
        call.nodes(), grid, Set.of(dimension + sizes.size() - y.rank()), false, Reduction.Kind.SUM, load -> {
          Expression both = Formulas.add(
              Formulas.cast(load.apply(left), compute), Formulas.cast(load.apply(right), compute));
          return along
              .map(x -> Formulas.multiply(both, distance(x, dimension + x.rank() - y.rank(), load, compute)))
              .orElse(both);
        });
    Expression value =
        Formulas.multiply(call.nodes().load(sum, sum.sizes()), along.isPresent() ? 0.5 : step / 2);
    return List.of(call.nodes().compute(y.device(), sum.sizes(), Formulas.cast(value, type)));
  }

  private static Expression distance(
      TensorValue x, int dimension, Function<TensorValue, Expression> load, DataType compute) {
    return Formulas.subtract(
        Formulas.cast(load.apply(neighbour(x, dimension, 1)), compute),
        Formulas.cast(load.apply(neighbour(x, dimension, 0)), compute));
  }

  private static TensorValue standing(TensorValue vector, int after) {
    TensorValue standing = vector;
    for (int i = 0; i < after; i++) {
      standing = Views.unsqueeze(standing, standing.rank());
    }
    return standing;
  }

  private static TensorValue neighbour(TensorValue tensor, int dimension, int start) {
    Index length = tensor.sizes().get(dimension).minus(Index.of(1));
    return Views.slice(tensor, dimension, Index.of(start), Index.of(1), length);
  }
}
