package graft.compiler.api.tensor;

import graft.compiler.api.tensor.TensorComparison.Difference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compares two tensors of one shape, element by element in row-major order. */
final class ElementComparison {

  private final Tensor expected;
  private final Tensor computed;
  private final Tolerance tolerance;
  private final DataType type;

  ElementComparison(Tensor expected, Tensor computed, Tolerance tolerance) {
    this.expected = expected;
    this.computed = computed;
    this.tolerance = tolerance;
    this.type = expected.type();
  }

  TensorComparison compare() {
    double largestExpected = largestFinite();
    long differing = 0;
    Difference first = null;
    Difference largest = null;
    RowMajor left = walk(expected);
    RowMajor right = walk(computed);
    for (long rest = expected.elements(); rest > 0; rest--) {
      Difference difference = difference(left, right, largestExpected);
      if (difference != null) {
        differing++;
        first = first == null ? difference : first;
        largest = largest == null || difference.distance() > largest.distance() ? difference : largest;
      }
      left.advance();
      right.advance();
    }
    return first == null || largest == null ? new TensorComparison.Agreement(expected.elements())
        : new TensorComparison.Disagreement(expected.elements(), differing, first, largest);
  }

  private double largestFinite() {
    double largest = 0;
    RowMajor walk = walk(expected);
    for (long rest = tolerance.ofLargest() == 0 ? 0 : expected.elements(); rest > 0; rest--) {
      double magnitude = Math.abs(Elements.real(expected, walk.offset()));
      largest = magnitude > largest && !Double.isInfinite(magnitude) ? magnitude : largest;
      walk.advance();
    }
    return largest;
  }

  private @Nullable Difference difference(RowMajor left, RowMajor right, double largestExpected) {
    if (isReal()) {
      double from = Elements.real(expected, left.offset());
      double to = Elements.real(computed, right.offset());
      return tolerance.accepts(from, to, largestExpected) ? null
          : difference(left, Elements.text(expected, left.offset()), Elements.text(computed, right.offset()),
              distance(from, to));
    }
    long from = Elements.integer(expected, left.offset());
    long to = Elements.integer(computed, right.offset());
    return from == to ? null : difference(left, Long.toString(from), Long.toString(to), Math.abs((double) from - to));
  }

  /** Eight-bit numbers are compared as bytes: a file may hold them as such. */
  private boolean isReal() {
    return type.isFloatingPoint() && type.bytes() > 1;
  }

  private static double distance(double from, double to) {
    double distance = Math.abs(from - to);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private static Difference difference(RowMajor at, String expected, String computed, double distance) {
    return new Difference(Arrays.stream(at.index()).boxed().toList(), expected, computed, distance);
  }

  private static RowMajor walk(Tensor tensor) {
    return new RowMajor(tensor.shape(), tensor.strides(), tensor.rank());
  }
}
