package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Images at another resolution where what becomes smaller is blurred: each dimension by itself, the last one first, a weighted
 * mean of the elements that the filter covers ({@code _upsample_*_aa}, {@code UpSampleKernel.cpp}).
 */
final class AntialiasRules {

  /** The free parameter of cubic convolution, as PIL has it. */
  private static final double CUBIC = -0.5;

  /** A filter and how far it reaches at full resolution. */
  private record Filter(int reach, UnaryOperator<Expression> weight) {}

  private AntialiasRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("default", "vec")) {
      rules.put("aten::_upsample_bilinear2d_aa." + overload,
          call -> resized(call, new Filter(1, AntialiasRules::tent)));
      rules.put("aten::_upsample_bicubic2d_aa." + overload,
          call -> resized(call, new Filter(2, AntialiasRules::cubic)));
    }
  }

  private static List<TensorValue> resized(Call call, Filter filter) {
    TensorValue input = call.tensor(call.has("input") ? "input" : "self");
    TensorValue columns = resized(call, input, 3, filter);
    TensorValue rows = resized(call, columns, 2, filter);
    return List.of(Reductions.cast(call.nodes(), rows, call.output().type()));
  }

  private static TensorValue resized(Call call, TensorValue input, int dimension, Filter filter) {
    Nodes nodes = call.nodes();
    DataType compute = Formulas.computeType(input.type());
    Index from = input.sizes().get(dimension);
    Index to = call.outputSizes().get(dimension);
    Expression scale = ResamplingRules.ratio(call, dimension, compute);
    Expression one = Formulas.constant(1, compute);
    Expression blur = Formulas.binary(BinaryFunction.MAXIMUM, scale, one);
    Expression support = Formulas.multiply(blur, filter.reach());
    TensorValue table = TensorValue.whole(compute, input.device(), List.of(to, from));
    TensorValue weights = nodes.compute(
        input.device(), table.sizes(), weight(scale, blur, support, filter, compute));
    TensorValue total = Reductions.reduce(
        nodes, weights, Set.of(1), true, Reduction.Kind.SUM, load -> load.apply(weights));
    TensorValue shares = nodes.compute(
        input.device(), table.sizes(),
        Formulas.divide(nodes.load(weights, table.sizes()), nodes.load(total, table.sizes())));
    var sizes = new ArrayList<>(input.sizes());
    sizes.set(dimension, to);
    sizes.add(from);
    TensorValue grid = TensorValue.whole(compute, input.device(), sizes);
    return Reductions.reduce(nodes, grid, Set.of(input.rank()), false, Reduction.Kind.SUM, (load, place) -> {
      var at = new ArrayList<>(place.subList(0, input.rank()));
      at.set(dimension, place.getLast());
      Expression share = nodes.load(shares, List.of(place.get(dimension), place.getLast()), List.of());
      return Formulas.multiply(Formulas.cast(nodes.load(input, at, List.of()), compute), share);
    });
  }

  /** How much the element at axis 1 counts for that at axis 0 of the result. */
  private static Expression weight(
      Expression scale, Expression blur, Expression support, Filter filter, DataType compute) {
    Expression half = Formulas.constant(0.5, compute);
    Expression centre = Formulas.multiply(scale, Formulas.add(real(Index.axis(0), compute), half));
    Expression place = Formulas.position(Index.axis(1));
    Expression first = Formulas.cast(Formulas.add(Formulas.subtract(centre, support), half), DataType.INT64);
    Expression end = Formulas.cast(Formulas.add(Formulas.add(centre, support), half), DataType.INT64);
    Expression isCovered = Formulas.binary(
        BinaryFunction.AND,
        Formulas.binary(BinaryFunction.GE, place, first), Formulas.binary(BinaryFunction.LT, place, end));
    Expression distance = Formulas.divide(
        Formulas.add(Formulas.subtract(real(Index.axis(1), compute), centre), half), blur);
    Expression weight = filter.weight().apply(Formulas.unary(UnaryFunction.ABS, distance));
    return Formulas.choice(isCovered, weight, Formulas.constant(0, compute));
  }

  private static Expression tent(Expression distance) {
    return Formulas.relu(Formulas.subtract(Formulas.constant(1, distance.type()), distance));
  }

  private static Expression cubic(Expression x) {
    Expression one = Formulas.constant(1, x.type());
    Expression two = Formulas.constant(2, x.type());
    Expression inner = Formulas.subtract(Formulas.multiply(x, CUBIC + 2), Formulas.constant(CUBIC + 3, x.type()));
    Expression near = Formulas.add(Formulas.multiply(Formulas.multiply(inner, x), x), one);
    Expression outer = Formulas.multiply(Formulas.subtract(x, Formulas.constant(5, x.type())), x);
    Expression far = Formulas.multiply(
        Formulas.subtract(
            Formulas.multiply(Formulas.add(outer, Formulas.constant(8, x.type())), x),
            Formulas.constant(4, x.type())),
        CUBIC);
    Expression ifNotNear = Formulas.choice(
        Formulas.binary(BinaryFunction.LT, x, two), far, Formulas.constant(0, x.type()));
    return Formulas.choice(Formulas.binary(BinaryFunction.LT, x, one), near, ifNotNear);
  }

  private static Expression real(Index index, DataType type) {
    return Formulas.cast(Formulas.position(index), type);
  }
}
