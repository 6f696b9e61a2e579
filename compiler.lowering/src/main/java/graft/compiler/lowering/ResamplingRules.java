package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Images at another resolution: the nearest element, or a mean of the neighbours along each dimension (upsample_*). */
final class ResamplingRules {

  private static final List<String> SCALES = List.of("scales_d", "scales_h", "scales_w");

  private ResamplingRules() {}

  /** The weights of the elements around a place along one dimension. */
  private interface Filter {
    List<Tap> taps(Expression place, Index size);
  }

  /** An element along a dimension and its weight. */
  private record Tap(Index place, Expression weight) {}

  static void register(Map<String, Rule> rules) {
    for (int i = 1; i <= 3; i++) {
      int spatial = i;
      for (String overload : List.of("default", "vec")) {
        rules.put("aten::upsample_nearest" + i + "d." + overload, call -> nearest(call, spatial, 0));
        rules.put("aten::_upsample_nearest_exact" + i + "d." + overload, call -> nearest(call, spatial, 0.5));
        String linear = List.of("linear1d", "bilinear2d", "trilinear3d").get(i - 1);
        rules.put("aten::upsample_" + linear + "." + overload, call -> linear(call, spatial));
      }
    }
    for (String overload : List.of("default", "vec")) {
      rules.put("aten::upsample_bicubic2d." + overload, ResamplingRules::cubic);
    }
  }

  private static TensorValue input(Call call) {
    return call.tensor(call.has("input") ? "input" : "self");
  }

  private static List<TensorValue> nearest(Call call, int spatial, double shift) {
    TensorValue input = input(call);
    List<Index> sizes = call.outputSizes();
    DataType compute = placeType(input);
    var at = new ArrayList<Index>();
    for (int i = 0; i < input.rank(); i++) {
      if (i < input.rank() - spatial) {
        at.add(Index.axis(i));
      } else {
        Expression place = Formulas.multiply(plus(axis(i, compute), shift), scale(call, i, spatial));
        at.add(clamped(Formulas.cast(place, DataType.INT64), input.sizes().get(i)));
      }
    }
    return List.of(call.nodes().compute(input.device(), sizes, call.nodes().load(input, at, sizes)));
  }

  private static List<TensorValue> linear(Call call, int spatial) {
    return filtered(call, spatial, false, (place, size) -> {
      Expression low = Formulas.cast(place, DataType.INT64);
      Expression share = Formulas.subtract(place, Formulas.cast(low, place.type()));
      return List.of(
          new Tap(clamped(low, size), Formulas.subtract(Formulas.constant(1, share.type()), share)),
          new Tap(clamped(plus(low, 1), size), share));
    });
  }

  /** Keys' cubic convolution with a = -0.75. */
  private static List<TensorValue> cubic(Call call) {
    return filtered(call, 2, true, (place, size) -> {
      Expression floor = Formulas.binary(BinaryFunction.FLOOR_DIV, place, Formulas.constant(1, place.type()));
      Expression share = Formulas.subtract(place, floor);
      Expression low = Formulas.cast(floor, DataType.INT64);
      Expression rest = Formulas.subtract(Formulas.constant(1, share.type()), share);
      return List.of(
          new Tap(clamped(plus(low, -1), size), farWeight(plus(share, 1))),
          new Tap(clamped(low, size), nearWeight(share)),
          new Tap(clamped(plus(low, 1), size), nearWeight(rest)),
          new Tap(clamped(plus(low, 2), size), farWeight(plus(rest, 1))));
    });
  }

  private static Expression nearWeight(Expression x) {
    Expression inner = plus(Formulas.multiply(x, 1.25), -2.25);
    return plus(Formulas.multiply(Formulas.multiply(inner, x), x), 1);
  }

  private static Expression farWeight(Expression x) {
    Expression square = plus(Formulas.multiply(x, -0.75), 3.75);
    Expression linear = plus(Formulas.multiply(square, x), -6);
    return plus(Formulas.multiply(linear, x), 3);
  }

  private static List<TensorValue> filtered(Call call, int spatial, boolean mayBeNegative, Filter filter) {
    TensorValue input = input(call);
    boolean alignsCorners = call.truth("align_corners", false);
    var taps = new ArrayList<List<Tap>>();
    for (int i = input.rank() - spatial; i < input.rank(); i++) {
      DataType compute = placeType(input);
      Expression place;
      if (alignsCorners) {
        place = Formulas.multiply(axis(i, compute), cornerScale(call, i));
      } else {
        place = plus(Formulas.multiply(plus(axis(i, compute), 0.5), scale(call, i, spatial)), -0.5);
        place = mayBeNegative
            ? place
            : Formulas.binary(BinaryFunction.MAXIMUM, place, Formulas.constant(0, compute));
      }
      taps.add(filter.taps(place, input.sizes().get(i)));
    }
    Expression value = sum(call, input, taps, new ArrayList<>());
    return List.of(call.nodes().compute(input.device(), call.outputSizes(), Formulas.cast(value, input.type())));
  }

  /** The weighted sum over the dimensions that have no place yet. */
  private static Expression sum(Call call, TensorValue input, List<List<Tap>> taps, List<Index> chosen) {
    if (chosen.size() == taps.size()) {
      var at = new ArrayList<Index>();
      IntStream.range(0, input.rank() - taps.size()).forEach(i -> at.add(Index.axis(i)));
      at.addAll(chosen);
      return Formulas.cast(call.nodes().load(input, at, call.outputSizes()), placeType(input));
    }
    Expression sum = null;
    for (Tap tap : taps.get(chosen.size())) {
      var next = new ArrayList<>(chosen);
      next.add(tap.place());
      Expression part = Formulas.multiply(tap.weight(), sum(call, input, taps, next));
      sum = sum == null ? part : Formulas.add(sum, part);
    }
    if (sum == null) {
      throw new IllegalStateException("a filter without elements");
    }
    return sum;
  }

  /** How many elements of an image there are for one of the result, along a dimension, in a type. */
  static Expression ratio(Call call, int dimension, DataType type) {
    Expression ratio = call.truth("align_corners", false) ? cornerScale(call, dimension) : scale(call, dimension, 2);
    return Formulas.cast(ratio, type);
  }

  private static DataType placeType(TensorValue input) {
    return input.type() == DataType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
  }

  /** How many elements of the input there are for one of the output: as given, else by the sizes. */
  private static Expression scale(Call call, int dimension, int spatial) {
    DataType type = placeType(input(call));
    OptionalDouble given = givenScale(call, dimension, spatial);
    if (given.isPresent() && given.getAsDouble() > 0) {
      return Formulas.constant(1 / given.getAsDouble(), type);
    }
    return Formulas.divide(
        size(input(call).sizes().get(dimension), type), size(call.outputSizes().get(dimension), type));
  }

  private static OptionalDouble givenScale(Call call, int dimension, int spatial) {
    int place = dimension - (input(call).rank() - spatial);
    if (call.has("scale_factors")) {
      return switch (call.required("scale_factors")) {
        case Argument.Reals list -> OptionalDouble.of(list.values().get(place));
        case Argument other -> throw new UnsupportedException("scale factors " + other);
      };
    }
    String name = SCALES.get(SCALES.size() - spatial + place);
    String own = spatial == 1 && call.has("scales") ? "scales" : name;
    return call.has(own) ? OptionalDouble.of(call.real(own, 1)) : OptionalDouble.empty();
  }

  /** The scale where the corners' middles lie on each other; 0 for an output of one element. */
  private static Expression cornerScale(Call call, int dimension) {
    DataType type = placeType(input(call));
    Index steps = call.outputSizes().get(dimension).minus(Index.of(1));
    if (steps.isConstant(0)) {
      return Formulas.constant(0, type);
    }
    return Formulas.divide(size(input(call).sizes().get(dimension).minus(Index.of(1)), type), size(steps, type));
  }

  private static Expression size(Index size, DataType type) {
    return size instanceof Index.Constant constant
        ? Formulas.constant((double) constant.value(), type)
        : Formulas.cast(Formulas.position(size), type);
  }

  private static Expression axis(int number, DataType type) {
    return Formulas.cast(Formulas.position(Index.axis(number)), type);
  }

  private static Index clamped(Expression place, Index size) {
    Expression last = Formulas.position(size.minus(Index.of(1)));
    Expression atLeast = Formulas.binary(BinaryFunction.MAXIMUM, place, Formulas.constant(0, DataType.INT64));
    return new Index.Element(Formulas.binary(BinaryFunction.MINIMUM, atLeast, last), size);
  }

  private static Expression plus(Expression x, double number) {
    return number == 0 ? x : Formulas.add(x, Formulas.constant(number, x.type()));
  }
}
