package graft.compiler.jvm;

import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;

/** The lines of a tensor along one dimension, and those of its results that belong to them. */
final class Lines {

  private Lines() {}

  /** What is done with a line. */
  interface Visitor {

    /**
     * Does it.
     *
     * @param starts where it starts in each tensor, in elements
     */
    void at(long[] starts);
  }

  /** All lines along a dimension of tensors whose other sizes are equal. Of rank 0 there is one. */
  static void forEach(int dimension, Visitor visitor, Tensor... tensors) {
    long[] shape = tensors[0].shape();
    long[][] strides = Arrays.stream(tensors).map(Tensor::strides).toArray(long[][]::new);
    if (shape.length > 0) {
      shape[dimension] = 1;
    }
    long[] starts = new long[tensors.length];
    Places.forEach(shape, place -> {
      for (int i = 0; i < starts.length; i++) {
        starts[i] = Places.position(place, strides[i]);
      }
      visitor.at(starts);
    });
  }

  /** Number of elements of a line. */
  static int length(Tensor tensor, int dimension) {
    return tensor.rank() == 0 ? 1 : Math.toIntExact(tensor.shape()[dimension]);
  }

  /** Step from one element of a line to the next, in elements. */
  static long step(Tensor tensor, int dimension) {
    return tensor.rank() == 0 ? 1 : tensor.strides()[dimension];
  }
}
