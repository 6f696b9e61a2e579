package graft.compiler.jvm.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;

/** Triangular systems of equations. */
public final class Triangle {

  private Triangle() {}

  /**
   * The X for which A X = B.
   *
   * @param matrix A, of which one triangle counts
   * @param right B
   * @param isUpper whether that is the upper triangle
   * @param isUnit whether the diagonal counts as ones
   */
  public static DMatrixRMaj solve(DMatrixRMaj matrix, DMatrixRMaj right, boolean isUpper, boolean isUnit) {
    DMatrixRMaj triangle = matrix.copy();
    for (int i = 0; isUnit && i < triangle.numRows; i++) {
      triangle.set(i, i, 1);
    }
    DMatrixRMaj result = right.copy();
    int size = right.numRows;
    int columns = right.numCols;
    if (isUpper) {
      TriangularSolver_DDRM.solveU(triangle.data, 0, size, size, result.data, 0, columns, columns);
    } else {
      TriangularSolver_DDRM.solveL(triangle.data, result.data, size, columns);
    }
    return result;
  }
}
