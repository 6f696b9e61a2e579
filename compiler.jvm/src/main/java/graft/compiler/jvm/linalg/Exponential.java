package graft.compiler.jvm.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SpecializedOps_DDRM;

/** The exponential of a square matrix: the series for a half of a half … of it, squared as often. */
public final class Exponential {

  private static final int TERMS = 20;

  private Exponential() {}

  /** exp A. */
  public static DMatrixRMaj of(DMatrixRMaj matrix) {
    int size = matrix.numRows;
    double norm = size * CommonOps_DDRM.elementMaxAbs(matrix);
    int squarings = norm > 0.5 && norm < Double.POSITIVE_INFINITY ? Math.getExponent(norm) + 2 : 0;
    DMatrixRMaj small = matrix.copy();
    CommonOps_DDRM.scale(Math.scalb(1.0, -squarings), small);
    DMatrixRMaj sum = CommonOps_DDRM.identity(size);
    for (int term = TERMS; term > 0; term--) {
      sum = CommonOps_DDRM.mult(1.0 / term, small, sum, null);
      SpecializedOps_DDRM.addIdentity(sum, sum, 1);
    }
    for (int i = 0; i < squarings; i++) {
      sum = CommonOps_DDRM.mult(sum, sum, null);
    }
    return sum;
  }
}
