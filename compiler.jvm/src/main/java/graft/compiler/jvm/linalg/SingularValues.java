package graft.compiler.jvm.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * A = U diag(values) Vᵀ.
 *
 * @param left U, orthogonal columns
 * @param values a row, in descending order
 * @param right Vᵀ, orthogonal rows; their signs are arbitrary
 */
public record SingularValues(DMatrixRMaj left, DMatrixRMaj values, DMatrixRMaj right) {

  /**
   * Decomposes a matrix of any sizes.
   *
   * @param isFull whether U and V are square, else they have as many columns as there are values
   */
  public static SingularValues of(DMatrixRMaj matrix, boolean isFull) {
    var decomposition = DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, true, true, !isFull);
    Convergence.require(decomposition, matrix, "singular values");
    double[] values = Arrays.copyOf(decomposition.getSingularValues(), decomposition.numberOfSingularValues());
    DMatrixRMaj left = decomposition.getU(null, false);
    DMatrixRMaj right = decomposition.getV(null, true);
    SingularOps_DDRM.descendingOrder(left, false, values, values.length, right, true);
    return new SingularValues(left, DMatrixRMaj.wrap(1, values.length, values), right);
  }
}
