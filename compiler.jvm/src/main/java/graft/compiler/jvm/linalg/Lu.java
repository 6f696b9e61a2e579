package graft.compiler.jvm.linalg;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SpecializedOps_DDRM;
import org.ejml.dense.row.decomposition.lu.LUDecompositionAlt_DDRM;

/**
 * P A = L U with rows exchanged so that each pivot is the largest of its column.
 *
 * @param factors U in the upper triangle, L below it, whose diagonal of ones is not kept
 * @param pivots a row: with which row each row was exchanged in turn, from 1 on
 */
public record Lu(DMatrixRMaj factors, DMatrixRMaj pivots) {

  /** Factorises a matrix of any sizes; where no pivot is left, the diagonal of U has a zero. */
  public static Lu of(DMatrixRMaj matrix) {
    var decomposition = new LUDecompositionAlt_DDRM();
    decomposition.decompose(matrix);
    double[] pivots = IntStream.range(0, Math.min(matrix.numRows, matrix.numCols))
        .mapToDouble(k -> decomposition.getIndx()[k] + 1)
        .toArray();
    return new Lu(decomposition.getLU(), DMatrixRMaj.wrap(1, pivots.length, pivots));
  }

  /** The X for which A X = B. */
  public DMatrixRMaj solve(DMatrixRMaj right) {
    DMatrixRMaj exchanged = SpecializedOps_DDRM.copyChangeRow(order(), right, null);
    return Triangle.solve(factors, Triangle.solve(factors, exchanged, false, true), true, false);
  }

  /** The X for which Aᵀ X = B. */
  public DMatrixRMaj solveTransposed(DMatrixRMaj right) {
    DMatrixRMaj transposed = CommonOps_DDRM.transpose(factors, null);
    DMatrixRMaj exchanged =
        Triangle.solve(transposed, Triangle.solve(transposed, right, false, false), true, true);
    return CommonOps_DDRM.permuteRowInv(order(), exchanged, null);
  }

  /** P of A = P L U: {@code rows × rows}. */
  public DMatrixRMaj permutation() {
    return SpecializedOps_DDRM.pivotMatrix(null, order(), factors.numRows, true);
  }

  /** Which row of A each row of P A is. */
  private int[] order() {
    int[] order = IntStream.range(0, factors.numRows).toArray();
    for (int k = 0; k < pivots.numCols; k++) {
      int pivot = (int) pivots.get(k) - 1;
      int kept = order[k];
      order[k] = order[pivot];
      order[pivot] = kept;
    }
    return order;
  }
}
