package graft.compiler.jvm.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SpecializedOps_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionLDL_DDRM;

/**
 * A = L Lᵀ of a symmetric matrix, of which the lower triangle is read.
 *
 * @param lower L, zeros above its diagonal
 * @param failed the number, from 1 on, of the first leading minor that is not positive; 0 if all are
 */
public record Cholesky(DMatrixRMaj lower, int failed) {

  /** Factorises; what comes after a minor that is not positive stays as it was. */
  public static Cholesky of(DMatrixRMaj matrix) {
    int size = matrix.numRows;
    // L D Lᵀ: D tells where it ended, which the library's L Lᵀ does not.
    var decomposition = new CholeskyDecompositionLDL_DDRM();
    decomposition.setExpectedMaxSize(size, size);
    decomposition.decompose(CommonOps_DDRM.transpose(matrix, null));
    double[] diagonal = decomposition.getDiagonal();
    DMatrixRMaj lower = SpecializedOps_DDRM.copyTriangle(matrix, null, false);
    int done = 0;
    while (done < size && diagonal[done] > 0) {
      double root = Math.sqrt(diagonal[done]);
      for (int i = done; i < size; i++) {
        lower.set(i, done, decomposition.getL().get(i, done) * root);
      }
      done++;
    }
    return new Cholesky(lower, done < size ? done + 1 : 0);
  }
}
