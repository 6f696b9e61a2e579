package graft.compiler.api.kernel;

import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.kernel.MatrixProduct.Matrix;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Convolutions that look at one place at a time, as products of matrices. */
final class Pointwise {

  private static final int INPUT = 0;
  private static final int WEIGHT = 1;
  private static final int BIAS = 2;

  private Pointwise() {}

  /** The product; empty where the places of an image do not lie at even distances. */
  static Optional<MatrixProduct> of(Convolution site) {
    Optional<Long> from = placeStride(site.input());
    Optional<Long> to = placeStride(site.result());
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    long images = site.input().sizes().getFirst();
    long places = site.input().sizes().stream().skip(2).reduce(1L, (a, b) -> a * b);
    List<Long> input = site.input().strides();
    List<Long> weight = site.weight().strides();
    List<Long> result = site.result().strides();
    boolean isOnePlace = places == 1;
    boolean isInRow = input.getFirst() == places * from.get() && result.getFirst() == places * to.get();
    if (isOnePlace || (isInRow && input.get(1) == 1 && result.get(1) == 1)) {
      var a = new Matrix(
          INPUT, 0, isOnePlace ? input.getFirst() : from.get(), input.get(1), site.input().constant());
      var b = new Matrix(WEIGHT, 0, weight.get(1), weight.getFirst(), site.weight().constant());
      var c = new Matrix(-1, 0, isOnePlace ? result.getFirst() : to.get(), result.get(1), Optional.empty());
      return Optional.of(
          new MatrixProduct(
              site.result().type(), 1, images * places, site.outputs(), site.inputs(), a, b,
              bias(site, 0, 1), c, 1, 1, site.threads()));
    }
    var a = new Matrix(WEIGHT, 0, weight.getFirst(), weight.get(1), site.weight().constant());
    var b = new Matrix(INPUT, input.getFirst(), input.get(1), from.get(), site.input().constant());
    var c = new Matrix(-1, result.getFirst(), result.get(1), to.get(), Optional.empty());
    return Optional.of(
        new MatrixProduct(
            site.result().type(), images, site.outputs(), places, site.inputs(), a, b, bias(site, 1, 0), c, 1, 1,
            site.threads()));
  }

  private static @Nullable Matrix bias(
      Convolution site, long rowStride, long columnStride) {
    Shape bias = site.bias();
    if (bias == null) {
      return null;
    }
    long step = bias.sizes().getFirst() == 1 ? 1 : bias.strides().getFirst();
    return new Matrix(BIAS, 0, rowStride * step, columnStride * step, bias.constant());
  }

  /** The step from place to place where all spatial dimensions are one row of places. */
  private static Optional<Long> placeStride(Shape shape) {
    long step = 0;
    long expected = 0;
    for (int i = shape.sizes().size() - 1; i >= 2; i--) {
      if (shape.sizes().get(i) == 1) {
        continue;
      }
      if (step == 0) {
        step = shape.strides().get(i);
      } else if (shape.strides().get(i) != expected) {
        return Optional.empty();
      }
      expected = shape.strides().get(i) * shape.sizes().get(i);
    }
    return Optional.of(Math.max(step, 1));
  }
}
