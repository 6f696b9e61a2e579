package graft.compiler.jvm.linalg;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;

/**
 * A product of reflections {@code 1 - τ v vᵀ}, kept as LAPACK's {@code geqrf} does.
 *
 * @param vectors below the diagonal of each column a vector v, whose first element, on the diagonal, is 1 and not kept
 * @param factors a row: τ of each reflection
 */
public record Reflections(DMatrixRMaj vectors, DMatrixRMaj factors) {

  /** The reflections that make a matrix of any sizes triangular; the triangle is kept above the vectors. */
  public static Reflections of(DMatrixRMaj matrix) {
    QRDecompositionHouseholderColumn_DDRM decomposition = decomposed(matrix);
    var vectors = new DMatrixRMaj(matrix.numRows, matrix.numCols);
    for (int i = 0; i < matrix.numRows; i++) {
      for (int j = 0; j < matrix.numCols; j++) {
        vectors.set(i, j, decomposition.getQR()[j][i]);
      }
    }
    int count = Math.min(matrix.numRows, matrix.numCols);
    var factors = new DMatrixRMaj(1, count);
    System.arraycopy(decomposition.getGammas(), 0, factors.data, 0, count);
    return new Reflections(vectors, factors);
  }

  /** The library's decomposition with the signs that LAPACK chooses. */
  static QRDecompositionHouseholderColumn_DDRM decomposed(DMatrixRMaj matrix) {
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
    return decomposition;
  }

  /** Q C, or Qᵀ C, where Q is the product of the reflections from the left to the right. */
  public DMatrixRMaj multiply(DMatrixRMaj other, boolean isTransposed) {
    DMatrixRMaj product = other.copy();
    for (int i = 0; i < factors.numCols; i++) {
      reflect(product, isTransposed ? i : factors.numCols - 1 - i);
    }
    return product;
  }

  private void reflect(DMatrixRMaj matrix, int reflection) {
    for (int j = 0; j < matrix.numCols; j++) {
      double length = matrix.get(reflection, j);
      for (int i = reflection + 1; i < matrix.numRows; i++) {
        length += vectors.get(i, reflection) * matrix.get(i, j);
      }
      double scaled = factors.get(reflection) * length;
      matrix.add(reflection, j, -scaled);
      for (int i = reflection + 1; i < matrix.numRows; i++) {
        matrix.add(i, j, -scaled * vectors.get(i, reflection));
      }
    }
  }
}
