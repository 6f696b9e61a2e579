package graft.compiler.jvm.matrix;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import graft.compiler.api.kernel.MatrixProduct.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Panels of a matrix.
 *
 * @param factor by what all elements are multiplied
 */
record MatrixPanels(Matrix matrix, int inner, float factor) implements Panels {

  @Override
  public void pack(MemorySegment from, long batch, long column, int width, int columns, MemorySegment to) {
    long row = matrix.rowStride() * Float.BYTES;
    long step = matrix.columnStride() * Float.BYTES;
    long start = (batch * matrix.batchStride() + column * matrix.columnStride()) * Float.BYTES;
    for (int k = 0; k < inner; k++) {
      long at = start + k * row;
      long target = (long) k * columns * Float.BYTES;
      for (int i = 0; i < columns; i++) {
        to.set(
            JAVA_FLOAT_UNALIGNED, target + (long) i * Float.BYTES,
            i < width ? factor * from.get(JAVA_FLOAT_UNALIGNED, at) : 0);
        at += step;
      }
    }
  }
}
