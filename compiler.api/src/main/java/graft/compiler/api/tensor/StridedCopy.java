package graft.compiler.api.tensor;

import java.lang.foreign.MemorySegment;

/** Packs the elements of a strided tensor in row-major order, in runs as long as its last dimensions leave no gaps. */
final class StridedCopy {

  private StridedCopy() {}

  static void pack(Tensor tensor, MemorySegment target) {
    long[] shape = tensor.shape();
    long[] strides = tensor.strides();
    int width = tensor.type().bytes();
    long run = 1;
    int outer = shape.length;
    while (outer > 0 && (strides[outer - 1] == run || shape[outer - 1] == 1)) {
      outer--;
      run *= shape[outer];
    }
    var position = new RowMajor(shape, strides, outer);
    long at = 0;
    for (long rest = tensor.elements() / Math.max(run, 1); rest > 0; rest--) {
      MemorySegment.copy(tensor.data(), position.offset() * width, target, at, run * width);
      at += run * width;
      position.advance();
    }
  }
}
