package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.schedule.Operator;
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
    rules.put("aten::cumulative_trapezoid.dx", call -> areas(call, Optional.empty()));
    rules.put("aten::cumulative_trapezoid.x", call -> areas(call, call.optionalTensor("x")));
  }

  /** Neighbours of a curve, and their distances. */
  private record Strips(
      TensorValue left, TensorValue right, Optional<TensorValue> places, int dimension, int rank, List<Index> sizes) {

    /** Places of one dimension go along the dimension. */
    static Strips of(TensorValue y, int dimension, Optional<TensorValue> places) {
      Optional<TensorValue> along = places.map(x -> x.rank() == 1 ? standing(x, y.rank() - 1 - dimension) : x);
      TensorValue left = neighbour(y, dimension, 0);
      List<Index> sizes = along
          .map(x -> Sizes.broadcast(left.sizes(), neighbour(x, dimension + x.rank() - y.rank(), 0).sizes()))
          .orElse(left.sizes());
      return new Strips(left, neighbour(y, dimension, 1), along, dimension, y.rank(), sizes);
    }

    /** The dimension of the strips. */
    int line() {
      return dimension + sizes.size() - rank;
    }

    /** Twice the area of a strip, which is 1 wide where there are no places. */
    Expression area(Function<TensorValue, Expression> load, DataType compute) {
      Expression both = Formulas.add(
          Formulas.cast(load.apply(left), compute), Formulas.cast(load.apply(right), compute));
      return places
          .map(x -> Formulas.multiply(both, distance(x, dimension + x.rank() - rank, load, compute)))
          .orElse(both);
    }
  }

  /** Half the sum of neighbours times their distance. */
  private static List<TensorValue> area(Call call, Optional<TensorValue> places) {
    TensorValue y = call.tensor("y");
    int dimension = y.dimension(call.integer("dim", -1));
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    if (y.sizes().get(dimension).isConstant(0)) {
      return List.of(call.nodes().compute(y.device(), call.outputSizes(), Formulas.constant(0, type)));
    }
    Strips strips = Strips.of(y, dimension, places);
    TensorValue grid = TensorValue.whole(compute, y.device(), strips.sizes());
    TensorValue sum = Reductions.reduce(
        call.nodes(), grid, Set.of(strips.line()), false, Reduction.Kind.SUM, load -> strips.area(load, compute));
    Expression value = Formulas.multiply(call.nodes().load(sum, sum.sizes()), half(call, places));
    return List.of(call.nodes().compute(y.device(), sum.sizes(), Formulas.cast(value, type)));
  }

  private static double half(Call call, Optional<TensorValue> places) {
    return places.isPresent() ? 0.5 : call.real("dx", 1) / 2;
  }

  /** The area up to each place but the first. */
  private static List<TensorValue> areas(Call call, Optional<TensorValue> places) {
    TensorValue y = call.tensor("y");
    DataType type = call.output().type();
    DataType compute = Formulas.computeType(type);
    Strips strips = Strips.of(y, y.dimension(call.integer("dim", -1)), places);
    List<Index> sizes = strips.sizes();
    Expression area = Formulas.multiply(
        strips.area(operand -> call.nodes().load(operand, sizes), compute), half(call, places));
    TensorValue all = call.nodes().compute(y.device(), sizes, Formulas.cast(area, type));
    return FallbackRules.call(
        call, new Operator("aten::cumsum", "default"),
        List.of(
            new NamedOperand("self", new Operand.Tensor(call.nodes().view(all))),
            new NamedOperand("dim", new Operand.Whole(Index.of(strips.line())))),
        List.of(all));
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
