package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@code grid_sampler}: an image or a volume read at places between its pixels, as PyTorch's decomposition has it
 * ({@code torch/_decomp/decompositions.py}).
 */
final class GridSampleRules {

  private static final long NEAREST = 1;
  private static final long BICUBIC = 2;
  private static final long BORDER = 1;
  private static final long REFLECTION = 2;

  /** The free parameter of cubic convolution. */
  private static final double CUBIC = -0.75;

  private final Call call;
  private final TensorValue input;
  private final DataType compute;
  private final long padding;
  private final boolean alignCorners;

  private GridSampleRules(Call call) {
    this.call = call;
    input = call.tensor("input");
    compute = Formulas.computeType(input.type());
    padding = call.integer("padding_mode", 0);
    alignCorners = call.truth("align_corners", false);
  }

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("grid_sampler_2d.default", "grid_sampler_3d.default", "grid_sampler.default")) {
      rules.put("aten::" + name, call -> List.of(new GridSampleRules(call).sample()));
    }
  }

  private TensorValue sample() {
    int spatial = input.rank() - 2;
    var places = new ArrayList<Expression>();
    for (int i = 0; i < spatial; i++) {
      places.add(place(i));
    }
    long mode = call.integer("interpolation_mode", 0);
    if (mode == BICUBIC && spatial != 2) {
      throw new UnsupportedException("cubic samples of other than an image");
    }
    Expression value = mode == BICUBIC
        ? bicubic(places.get(1), places.get(0))
        : mode == NEAREST
            ? pixel(padded(places).stream().map(place -> round(UnaryFunction.ROUND, place)).toList())
        : linear(padded(places), List.of());
    return call.nodes().compute(input.device(), call.outputSizes(), Formulas.cast(value, input.type()));
  }

  private Index size(int spatial) {
    return input.sizes().get(2 + spatial);
  }

  private List<Expression> padded(List<Expression> places) {
    return IntStream.range(0, places.size()).mapToObj(i -> padded(places.get(i), size(i))).toList();
  }

  /** Where the grid says, in pixels; it names the last dimension first. */
  private Expression place(int spatial) {
    TensorValue grid = call.tensor("grid");
    int rank = input.rank();
    var at = new ArrayList<Index>(List.of(Index.axis(0)));
    IntStream.range(2, rank).forEach(i -> at.add(Index.axis(i)));
    at.add(Index.of(rank - 3 - spatial));
    Expression place = Formulas.cast(call.nodes().load(grid, at, call.outputSizes()), compute);
    Expression half = Formulas.multiply(number(size(spatial)), 0.5);
    Expression shift = Formulas.subtract(half, constant(0.5));
    return Formulas.add(Formulas.multiply(place, alignCorners ? shift : half), shift);
  }

  /** A place outside the image moved to where its value is taken from. */
  private Expression padded(Expression place, Index size) {
    if (padding == BORDER) {
      return clipped(place, size);
    }
    return padding == REFLECTION ? clipped(reflected(place, size), size) : place;
  }

  private Expression clipped(Expression place, Index size) {
    Expression fromStart = Formulas.binary(BinaryFunction.MAXIMUM, place, constant(0));
    return Formulas.binary(BinaryFunction.MINIMUM, fromStart, number(size.minus(Index.of(1))));
  }

  private Expression reflected(Expression place, Index size) {
    double low = alignCorners ? 0 : -0.5;
    Expression span = number(alignCorners ? size.minus(Index.of(1)) : size);
    Expression distance = Formulas.unary(UnaryFunction.ABS, Formulas.subtract(place, constant(low)));
    Expression extra = Formulas.binary(BinaryFunction.FMOD, distance, span);
    Expression flips = round(UnaryFunction.FLOOR, Formulas.divide(distance, span));
    Expression isEven = Formulas.binary(
        BinaryFunction.EQ, Formulas.binary(BinaryFunction.FMOD, flips, constant(2)), constant(0));
    Expression back = Formulas.choice(isEven, extra, Formulas.subtract(span, extra));
    // An image of one pixel has nothing to reflect at.
    Expression hasSpan = Formulas.binary(BinaryFunction.GT, span, constant(0));
    return Formulas.choice(hasSpan, Formulas.add(back, constant(low)), constant(0));
  }

  /** The pixel at whole places; 0 outside the image. */
  private Expression pixel(List<Expression> places) {
    Expression isInside = isInside(places.getFirst(), size(0));
    var at = new ArrayList<Index>(List.of(Index.axis(0), Index.axis(1)));
    for (int i = 0; i < places.size(); i++) {
      isInside = i == 0
          ? isInside
          : Formulas.binary(BinaryFunction.AND, isInside, isInside(places.get(i), size(i)));
      at.add(element(places.get(i), size(i)));
    }
    Expression value = call.nodes().load(input, at, call.outputSizes());
    return Formulas.choice(isInside, Formulas.cast(value, compute), constant(0));
  }

  private Expression isInside(Expression place, Index size) {
    return Formulas.binary(
        BinaryFunction.AND,
        Formulas.binary(BinaryFunction.GE, place, constant(0)),
        Formulas.binary(BinaryFunction.LT, place, number(size)));
  }

  private static Index element(Expression place, Index size) {
    return new Index.Element(Formulas.cast(place, DataType.INT64), size);
  }

  /** Between the neighbours along the dimensions that have no whole place yet. */
  private Expression linear(List<Expression> places, List<Expression> chosen) {
    if (chosen.size() == places.size()) {
      return pixel(chosen);
    }
    Expression place = places.get(chosen.size());
    Expression low = round(UnaryFunction.FLOOR, place);
    Expression high = Formulas.add(low, constant(1));
    return Formulas.add(
        Formulas.multiply(linear(places, with(chosen, low)), Formulas.subtract(high, place)),
        Formulas.multiply(linear(places, with(chosen, high)), Formulas.subtract(place, low)));
  }

  private static List<Expression> with(List<Expression> chosen, Expression next) {
    var all = new ArrayList<>(chosen);
    all.add(next);
    return all;
  }

  private Expression bicubic(Expression x, Expression y) {
    Index height = size(0);
    Index width = size(1);
    Expression left = round(UnaryFunction.FLOOR, x);
    Expression top = round(UnaryFunction.FLOOR, y);
    Expression sum = constant(0);
    for (int i = -1; i <= 2; i++) {
      Expression row = constant(0);
      for (int j = -1; j <= 2; j++) {
        Expression pixel = pixel(
            List.of(
                padded(Formulas.add(top, constant(i)), height), padded(Formulas.add(left, constant(j)), width)));
        row = Formulas.add(row, Formulas.multiply(pixel, weight(Formulas.subtract(x, left), j)));
      }
      sum = Formulas.add(sum, Formulas.multiply(row, weight(Formulas.subtract(y, top), i)));
    }
    return sum;
  }

  /** The weight of the pixel {@code step} beside the one before a place that lies {@code fraction} after that. */
  private Expression weight(Expression fraction, int step) {
    Expression distance = step <= 0
        ? Formulas.add(fraction, constant(-step))
        : Formulas.subtract(constant(step), fraction);
    if (step == 0 || step == 1) {
      Expression inner = Formulas.subtract(Formulas.multiply(distance, CUBIC + 2), constant(CUBIC + 3));
      return Formulas.add(Formulas.multiply(Formulas.multiply(inner, distance), distance), constant(1));
    }
    Expression first = Formulas.subtract(Formulas.multiply(distance, CUBIC), constant(5 * CUBIC));
    Expression second = Formulas.add(Formulas.multiply(first, distance), constant(8 * CUBIC));
    return Formulas.subtract(Formulas.multiply(second, distance), constant(4 * CUBIC));
  }

  private static Expression round(UnaryFunction function, Expression value) {
    return Formulas.unary(function, value);
  }

  private Expression constant(double value) {
    return Formulas.constant(value, compute);
  }

  private Expression number(Index size) {
    return Formulas.cast(Formulas.position(size), compute);
  }
}
