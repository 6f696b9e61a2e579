package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import graft.compiler.api.kernel.MatrixProduct.Matrix;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Constants laid out anew, row by row, once for all calls that use them and as long as one does. Safe for any number of threads.
 */
final class Packing {

  /** Edge of the squares in which a matrix is turned, so that source and target stay in the cache. */
  private static final long BLOCK = 16;

  private final ConcurrentMap<Key, WeakReference<MemorySegment>> packed = new ConcurrentHashMap<>();

  private record Key(
      MemorySegment.Scope scope, long address, long batchStride, long rowStride, long columnStride, long batch,
      long rows, long columns) {}

  /** The matrices of a constant of single precision, row by row without gaps; a batch that is one matrix is one. */
  MemorySegment pack(Matrix matrix, Tensor constant, long batch, long rows, long columns) {
    MemorySegment data = constant.data();
    var key = new Key(
        data.scope(), data.address(), matrix.batchStride(), matrix.rowStride(), matrix.columnStride(), batch, rows,
        columns);
    WeakReference<MemorySegment> known = packed.get(key);
    MemorySegment before = known == null ? null : known.get();
    if (before != null) {
      return before;
    }
    MemorySegment fresh = Arena.ofAuto().allocate(batch * rows * columns * Float.BYTES, 64);
    for (long i = 0; i < batch; i++) {
      turn(
          data.asSlice(i * matrix.batchStride() * Float.BYTES), matrix.rowStride(), matrix.columnStride(),
          fresh.asSlice(i * rows * columns * Float.BYTES), rows, columns);
    }
    packed.values().removeIf(reference -> reference.get() == null);
    packed.put(key, new WeakReference<>(fresh));
    return fresh;
  }

  private static void turn(
      MemorySegment from, long rowStride, long columnStride, MemorySegment to, long rows, long columns) {
    for (long row = 0; row < rows; row += BLOCK) {
      for (long column = 0; column < columns; column += BLOCK) {
        for (long i = row; i < Math.min(row + BLOCK, rows); i++) {
          for (long j = column; j < Math.min(column + BLOCK, columns); j++) {
            to.setAtIndex(JAVA_FLOAT, i * columns + j, from.getAtIndex(JAVA_FLOAT, i * rowStride + j * columnStride));
          }
        }
      }
    }
  }
}
