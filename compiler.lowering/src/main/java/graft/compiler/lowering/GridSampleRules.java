package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;

/**
 * {@code grid_sampler_2d}: an image read at places between its pixels, as PyTorch's decomposition has it
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
    for (String name : List.of("grid_sampler_2d.default", "grid_sampler.default")) {
      rules.put("aten::" + name, call -> List.of(new GridSampleRules(call).sample()));
    }
  }

  private TensorValue sample() {
    if (input.rank() != 4) {
      throw new UnsupportedException("grid samples of a volume");
    }
    Expression x = place(0);
    Expression y = place(1);
    long mode = call.integer("interpolation_mode", 0);
    Expression value = mode == BICUBIC
        ? bicubic(x, y)
        : mode == NEAREST
            ? pixel(round(UnaryFunction.ROUND, padded(x, width())), round(UnaryFunction.ROUND, padded(y, height())))
        : bilinear(padded(x, width()), padded(y, height()));
    return call.nodes().compute(input.device(), call.outputSizes(), Formulas.cast(value, input.type()));
  }

  private Index height() {
    return input.sizes().get(2);
  }

  private Index width() {
    return input.sizes().get(3);
  }

  /** Where the grid says, in pixels. */
  private Expression place(int coordinate) {
    TensorValue grid = call.tensor("grid");
    List<Index> at = List.of(Index.axis(0), Index.axis(2), Index.axis(3), Index.of(coordinate));
    Expression place = Formulas.cast(call.nodes().load(grid, at, call.outputSizes()), compute);
    Expression half = Formulas.multiply(number(coordinate == 0 ? width() : height()), 0.5);
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
  private Expression pixel(Expression x, Expression y) {
    Expression isInside = Formulas.binary(BinaryFunction.AND, isInside(x, width()), isInside(y, height()));
    List<Index> at = List.of(Index.axis(0), Index.axis(1), element(y, height()), element(x, width()));
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

  private Expression bilinear(Expression x, Expression y) {
    Expression left = round(UnaryFunction.FLOOR, x);
    Expression top = round(UnaryFunction.FLOOR, y);
    Expression right = Formulas.add(left, constant(1));
    Expression bottom = Formulas.add(top, constant(1));
    Expression above = Formulas.add(
        Formulas.multiply(pixel(left, top), Formulas.subtract(right, x)),
        Formulas.multiply(pixel(right, top), Formulas.subtract(x, left)));
    Expression below = Formulas.add(
        Formulas.multiply(pixel(left, bottom), Formulas.subtract(right, x)),
        Formulas.multiply(pixel(right, bottom), Formulas.subtract(x, left)));
    return Formulas.add(
        Formulas.multiply(above, Formulas.subtract(bottom, y)), Formulas.multiply(below, Formulas.subtract(y, top)));
  }

  private Expression bicubic(Expression x, Expression y) {
    Expression left = round(UnaryFunction.FLOOR, x);
    Expression top = round(UnaryFunction.FLOOR, y);
    Expression sum = constant(0);
    for (int i = -1; i <= 2; i++) {
      Expression row = constant(0);
      for (int j = -1; j <= 2; j++) {
        Expression pixel = pixel(
            padded(Formulas.add(left, constant(j)), width()), padded(Formulas.add(top, constant(i)), height()));
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
