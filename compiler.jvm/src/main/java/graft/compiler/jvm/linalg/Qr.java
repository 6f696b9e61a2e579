package graft.compiler.jvm.linalg;

import java.util.stream.IntStream;
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
    var decomposition = new QRDecompositionHouseholderColumn_DDRM();
    decomposition.decompose(matrix);
    double[][] columns = decomposition.getQR();
    for (int k = 0; k < Math.min(matrix.numRows, matrix.numCols); k++) {
      double[] column = columns[k];
      // Where nothing is left below the diagonal LAPACK does not reflect, while the library turns the row's sign.
      boolean isUpper = IntStream.range(k + 1, matrix.numRows).allMatch(i -> column[i] == 0);
      if (isUpper && decomposition.getGammas()[k] != 0) {
        decomposition.getGammas()[k] = 0;
        for (int j = k; j < matrix.numCols; j++) {
          columns[j][k] = 0 - columns[j][k];
        }
      }
    }
    return new Qr(decomposition.getQ(null, !isComplete), decomposition.getR(null, !isComplete));
  }
}
