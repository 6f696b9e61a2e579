package graft.compiler.jvm;

import graft.compiler.api.tensor.Tensor;

/** Walks through places of tensors: indices, one for each dimension, row-major. */
final class Places {

  private Places() {}

  /** What is done at a place; the array is reused. */
  interface Visitor {
    void at(long[] place);
  }

  /** All places of a shape. */
  static void forEach(long[] shape, Visitor visitor) {
    visit(shape, new long[shape.length], 0, visitor);
  }

  private static void visit(long[] shape, long[] place, int dimension, Visitor visitor) {
    if (dimension == shape.length) {
      visitor.at(place);
      return;
    }
    for (long i = 0; i < shape[dimension]; i++) {
      place[dimension] = i;
      visit(shape, place, dimension + 1, visitor);
    }
  }

  /** Where the element at a place lies, in elements. */
  static long position(long[] place, long[] strides) {
    long position = 0;
    for (int i = 0; i < strides.length; i++) {
      position += place[i] * strides[i];
    }
    return position;
  }

  /** The dimension that a number means which may count from the end. */
  static int dimension(long number, Tensor tensor) {
    return (int) (number < 0 ? number + Math.max(tensor.rank(), 1) : number);
  }

  /** An index from 0 on; negative ones count from the end. */
  static long index(long index, long size) {
    if (index < -size || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " is out of bounds for a dimension of size " + size);
    }
    return index < 0 ? index + size : index;
  }

  /** Strides by which a tensor is read at places of a larger shape. */
  static long[] broadcast(Tensor tensor, long[] shape) {
    long[] strides = new long[shape.length];
    for (int i = 0; i < tensor.rank(); i++) {
      strides[shape.length - tensor.rank() + i] = tensor.shape()[i] == 1 ? 0 : tensor.strides()[i];
    }
    return strides;
  }

  /** Where the element with that number in row-major order lies, in elements. */
  static long nth(Tensor tensor, long number) {
    long position = 0;
    long rest = number;
    for (int i = tensor.rank() - 1; i >= 0; i--) {
      position += rest % tensor.shape()[i] * tensor.strides()[i];
      rest /= tensor.shape()[i];
    }
    return position;
  }
}
