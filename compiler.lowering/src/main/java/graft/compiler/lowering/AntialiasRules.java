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
import java.util.OptionalDouble;
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
    Expression blur = Formulas.binary(BinaryFunction.MAXIMUM, scale, Formulas.constant(1, compute));
    Expression support = Formulas.multiply(blur, filter.reach());
    TensorValue starts = nodes.compute(input.device(), List.of(to), first(scale, support, compute));
    List<Index> sizes = List.of(to, taps(scale, filter, from));
    Expression place = place(nodes, starts, Index.axis(0), Index.axis(1), sizes);
    TensorValue weights = nodes.compute(
        input.device(), sizes, weight(scale, blur, support, filter, place, Formulas.position(from)));
    TensorValue total = Reductions.reduce(
        nodes, weights, Set.of(1), true, Reduction.Kind.SUM, load -> load.apply(weights));
    TensorValue shares = nodes.compute(
        input.device(), sizes, Formulas.divide(nodes.load(weights, sizes), nodes.load(total, sizes)));
    var extents = new ArrayList<>(input.sizes());
    extents.set(dimension, to);
    extents.add(sizes.getLast());
    TensorValue grid = TensorValue.whole(compute, input.device(), extents);
    Expression last = Formulas.position(from.minus(Index.of(1)));
    return Reductions.reduce(nodes, grid, Set.of(input.rank()), false, Reduction.Kind.SUM, (load, at) -> {
      Expression tap = place(nodes, starts, at.get(dimension), at.getLast(), List.of());
      var source = new ArrayList<>(at.subList(0, input.rank()));
      source.set(dimension, new Index.Element(Formulas.binary(BinaryFunction.MINIMUM, tap, last), from));
      Expression share = nodes.load(shares, List.of(at.get(dimension), at.getLast()), List.of());
      return Formulas.multiply(Formulas.cast(nodes.load(input, source, List.of()), compute), share);
    });
  }

  /** How many elements a filter covers at most; where the scale is a symbol, all. */
  private static Index taps(Expression scale, Filter filter, Index from) {
    OptionalDouble ratio = number(scale);
    return ratio.isPresent() && from instanceof Index.Constant(long most)
        ? Index.of(Math.min(most, 2 * (long) Math.ceil(filter.reach() * Math.max(ratio.getAsDouble(), 1)) + 1))
        : from;
  }

  /** The value of a quotient of numbers. */
  private static OptionalDouble number(Expression value) {
    return switch (value) {
      case Expression.Real real -> OptionalDouble.of(real.value());
      case Expression.Whole whole -> OptionalDouble.of((double) whole.value());
      case Expression.Position(Index.Constant(long number), DataType _) -> OptionalDouble.of((double) number);
      case Expression.Cast cast -> number(cast.value());
      case Expression.Binary(BinaryFunction function, Expression left, Expression right) when function == BinaryFunction.DIV
          && number(left).isPresent() && number(right).isPresent() ->
        OptionalDouble.of(number(left).getAsDouble() / number(right).getAsDouble());
      default -> OptionalDouble.empty();
    };
  }

  private static Expression place(Nodes nodes, TensorValue starts, Index of, Index tap, List<Index> extents) {
    return Formulas.add(nodes.load(starts, List.of(of), extents), Formulas.position(tap));
  }

  /** The first element that counts for that at axis 0 of the result. */
  private static Expression first(Expression scale, Expression support, DataType compute) {
    Expression start = Formulas.add(
        Formulas.subtract(centre(scale, compute), support), Formulas.constant(0.5, compute));
    return Formulas.binary(
        BinaryFunction.MAXIMUM, Formulas.cast(start, DataType.INT64), Formulas.constant(0, DataType.INT64));
  }

  private static Expression centre(Expression scale, DataType compute) {
    return Formulas.multiply(
        scale, Formulas.add(Formulas.cast(Formulas.position(Index.axis(0)), compute), Formulas.constant(0.5, compute)));
  }

  /** How much the element at a place counts for that at axis 0 of the result. */
  private static Expression weight(
      Expression scale, Expression blur, Expression support, Filter filter, Expression place, Expression size) {
    DataType compute = scale.type();
    Expression half = Formulas.constant(0.5, compute);
    Expression centre = centre(scale, compute);
    Expression end = Formulas.cast(Formulas.add(Formulas.add(centre, support), half), DataType.INT64);
    Expression isCovered = Formulas.binary(
        BinaryFunction.LT, place, Formulas.binary(BinaryFunction.MINIMUM, end, size));
    Expression distance = Formulas.divide(
        Formulas.add(Formulas.subtract(Formulas.cast(place, compute), centre), half), blur);
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
}
