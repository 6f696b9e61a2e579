package graft.compiler.jvm.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;

/**
 * A = Q R by Householder reflections, with the signs that LAPACK's {@code geqrf} chooses.
 *
 * @param q orthogonal columns
 * @param r an upper triangle, zeros below it
 */
public record Qr(DMatrixRMaj q, DMatrixRMaj r) {

  /**
   * Factorises a matrix of any sizes.
   *
   * @param isComplete whether Q is square, else it has as many columns as R needs
   */
  public static Qr of(DMatrixRMaj matrix, boolean isComplete) {
    QRDecompositionHouseholderColumn_DDRM decomposition = Reflections.decomposed(matrix);
    return new Qr(decomposition.getQ(null, !isComplete), decomposition.getR(null, !isComplete));
  }
}
