package graft.onednn;

import graft.compiler.api.kernel.MatrixProduct.Matrix;
import java.util.Optional;

/**
 * A matrix as BLAS takes it: row by row, or column by column, at even distances.
 *
 * @param isTransposed whether it lies column by column
 * @param leading the step from one row, or column, to the next, in elements
 */
record Layout(boolean isTransposed, long leading) {

  /** How a matrix lies; empty where BLAS has no word for it. */
  static Optional<Layout> of(Matrix matrix, long rows, long columns) {
    if (isOrdered(rows, matrix.rowStride(), columns, matrix.columnStride())) {
      return Optional.of(new Layout(false, rows == 1 ? columns : matrix.rowStride()));
    }
    if (isOrdered(columns, matrix.columnStride(), rows, matrix.rowStride())) {
      return Optional.of(new Layout(true, columns == 1 ? rows : matrix.columnStride()));
    }
    return Optional.empty();
  }

  private static boolean isOrdered(long lines, long lineStride, long length, long stride) {
    return (length == 1 || stride == 1) && (lines == 1 || lineStride >= length);
  }
}
