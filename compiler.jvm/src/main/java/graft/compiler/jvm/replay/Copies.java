package graft.compiler.jvm.replay;

import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Copies between tensors of any strides. */
public final class Copies {

  private Copies() {}

  /** Copies all elements; type and shape are the same. */
  public static void copy(Tensor source, Tensor target) {
    if (source.isContiguous() && target.isContiguous()) {
      long bytes = source.elements() * source.type().bytes();
      MemorySegment.copy(source.data(), 0, target.data(), 0, bytes);
    } else if (source.elements() > 0) {
      copy(source, target, source.shape(), 0, 0, 0);
    }
  }

  private static void copy(Tensor source, Tensor target, long[] shape, int dimension, long from, long to) {
    int bytes = source.type().bytes();
    if (dimension == shape.length) {
      MemorySegment.copy(source.data(), from * bytes, target.data(), to * bytes, bytes);
      return;
    }
    long sourceStep = source.strides()[dimension];
    long targetStep = target.strides()[dimension];
    for (long i = 0; i < shape[dimension]; i++) {
      copy(source, target, shape, dimension + 1, from + i * sourceStep, to + i * targetStep);
    }
  }
}
