package graft.compiler.jvm;

import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Tensors as arrays in double precision, row-major, and their products. Integers are held exactly up to {@link #EXACT}; beyond
 * that there is an error, never another number.
 */
final class RealMatrix {

  /** The largest integer up to which double precision holds all. */
  private static final double EXACT = 0x1p53;

  private RealMatrix() {}

  /** All elements of a tensor of any rank. */
  static double[] read(Tensor tensor) {
    double[] elements = new double[Math.toIntExact(tensor.elements())];
    if (!tensor.type().isFloatingPoint()) {
      Elements.WholeReader reader = Elements.wholeReader(tensor.type());
      forEach(tensor, (place, position) -> elements[place] = (double) reader.read(tensor.data(), position));
      return elements;
    }
    Elements.RealReader reader = Elements.realReader(tensor.type());
    forEach(tensor, (place, position) -> elements[place] = reader.read(tensor.data(), position));
    return elements;
  }

  /** Writes all elements of a tensor of any rank, rounded to its type. */
  static void write(double[] elements, Tensor tensor) {
    if (!tensor.type().isFloatingPoint()) {
      Elements.WholeWriter writer = Elements.wholeWriter(tensor.type());
      forEach(tensor, (place, position) -> writer.write(tensor.data(), position, (long) elements[place]));
      return;
    }
    Elements.RealWriter writer = Elements.realWriter(tensor.type());
    forEach(tensor, (place, position) -> writer.write(tensor.data(), position, elements[place]));
  }

  /**
   * The product of two matrices, added to what {@code result} holds.
   *
   * @param left {@code rows × inner}
   * @param right {@code inner × columns}
   * @param result {@code rows × columns}
   */
  static void multiply(double[] left, double[] right, double[] result, int rows, int inner, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        addScaled(left[i * inner + k], right, k * columns, result, i * columns, columns);
      }
    }
  }

  /**
   * Refuses integers whose sums of products might be too large to be exact.
   *
   * @param count how many products are added at most
   */
  static void requireExact(double[] left, double[] right, int count) {
    double most = largest(left) * largest(right) * count;
    if (most >= EXACT) {
      throw new IllegalArgumentException("sums of integers up to " + most + " are not exact here");
    }
  }

  private static double largest(double[] elements) {
    double largest = 1;
    for (double element : elements) {
      largest = Math.max(largest, Math.abs(element));
    }
    return largest;
  }

  /** One row times a factor added to another: a loop that the JIT compiler vectorises. */
  private static void addScaled(double factor, double[] from, int start, double[] to, int target, int length) {
    for (int j = 0; j < length; j++) {
      to[target + j] += factor * from[start + j];
    }
  }

  /** What is done with an element, given its place in row-major order and its position in memory. */
  private interface Visitor {
    void at(int place, long position);
  }

  private static void forEach(Tensor tensor, Visitor visitor) {
    if (tensor.elements() > 0) {
      visit(tensor.shape(), tensor.strides(), 0, 0, 0, visitor);
    }
  }

  private static int visit(long[] shape, long[] strides, int dimension, int place, long position, Visitor visitor) {
    if (dimension == shape.length) {
      visitor.at(place, position);
      return place + 1;
    }
    int next = place;
    for (long i = 0; i < shape[dimension]; i++) {
      next = visit(shape, strides, dimension + 1, next, position + i * strides[dimension], visitor);
    }
    return next;
  }

  /** The tensor's part at one position of its first dimension. */
  static Tensor part(Tensor tensor, long position) {
    long[] shape = tensor.shape();
    long[] strides = tensor.strides();
    return Tensor.of(
        tensor.type(),
        Arrays.copyOfRange(shape, 1, shape.length),
        Arrays.copyOfRange(strides, 1, strides.length),
        tensor.data().asSlice(position * strides[0] * tensor.type().bytes()));
  }
}
