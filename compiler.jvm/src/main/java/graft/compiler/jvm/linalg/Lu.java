package graft.compiler.jvm.linalg;

/**
 * P A = L U with rows exchanged so that each pivot is the largest of its column.
 *
 * @param factors U in the upper triangle, L below it, whose diagonal of ones is not kept
 * @param pivots a row: with which row each row was exchanged in turn, from 1 on
 */
public record Lu(Matrix factors, Matrix pivots) {

  /** Factorises a matrix of any sizes; where no pivot is left, the diagonal of U has a zero. */
  public static Lu of(Matrix matrix) {
    Matrix lu = matrix.copy();
    Matrix pivots = Matrix.zeros(1, Math.min(lu.rows(), lu.columns()));
    for (int k = 0; k < pivots.columns(); k++) {
      int pivot = k;
      for (int i = k + 1; i < lu.rows(); i++) {
        pivot = Math.abs(lu.at(i, k)) > Math.abs(lu.at(pivot, k)) ? i : pivot;
      }
      pivots.set(0, k, pivot + 1);
      lu.swapRows(k, pivot);
      if (lu.at(k, k) != 0) {
        eliminate(lu, k);
      }
    }
    return new Lu(lu, pivots);
  }

  private static void eliminate(Matrix lu, int k) {
    for (int i = k + 1; i < lu.rows(); i++) {
      double factor = lu.at(i, k) / lu.at(k, k);
      lu.set(i, k, factor);
      for (int j = k + 1; j < lu.columns(); j++) {
        lu.add(i, j, -factor * lu.at(k, j));
      }
    }
  }

  /** The X for which A X = B. */
  public Matrix solve(Matrix right) {
    Matrix exchanged = right.copy();
    for (int k = 0; k < pivots.columns(); k++) {
      exchanged.swapRows(k, pivot(k));
    }
    return Triangle.solve(factors, Triangle.solve(factors, exchanged, false, true), true, false);
  }

  /** The X for which Aᵀ X = B. */
  public Matrix solveTransposed(Matrix right) {
    Matrix transposed = factors.transposed();
    Matrix result = Triangle.solve(transposed, Triangle.solve(transposed, right, false, false), true, true);
    for (int k = pivots.columns() - 1; k >= 0; k--) {
      result.swapRows(k, pivot(k));
    }
    return result;
  }

  private int pivot(int row) {
    return (int) pivots.at(0, row) - 1;
  }

  /** P of A = P L U: {@code rows × rows}. */
  public Matrix permutation() {
    Matrix result = Matrix.identity(factors.rows(), factors.rows());
    for (int k = 0; k < pivots.columns(); k++) {
      result.swapRows(k, pivot(k));
    }
    return result.transposed();
  }
}
