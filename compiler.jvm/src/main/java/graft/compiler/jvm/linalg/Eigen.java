package graft.compiler.jvm.linalg;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.eig.SymmetricQRAlgorithmDecomposition_DDRM;

/**
 * A = V diag(values) Vᵀ of a symmetric matrix.
 *
 * @param values a row, in ascending order
 * @param vectors a column for each, of length 1; its sign is arbitrary
 */
public record Eigen(DMatrixRMaj values, DMatrixRMaj vectors) {

  /** Many equal eigenvalues take more than the library's 225. */
  private static final int ITERATIONS = 10_000;

  /** Decomposes a symmetric matrix, of which one triangle is read. */
  public static Eigen of(DMatrixRMaj matrix, boolean isUpper) {
    DMatrixRMaj symmetric = matrix.copy();
    if (isUpper) {
      CommonOps_DDRM.symmUpperToFull(symmetric);
    } else {
      CommonOps_DDRM.symmLowerToFull(symmetric);
    }
    var decomposition = new SymmetricQRAlgorithmDecomposition_DDRM(true);
    decomposition.setMaxIterations(ITERATIONS);
    Convergence.require(decomposition, symmetric, "eigenvalues");
    int size = matrix.numRows;
    List<Integer> order = IntStream.range(0, size).boxed()
        .sorted(Comparator.comparingDouble(i -> decomposition.getEigenvalue(i).real))
        .toList();
    var values = new DMatrixRMaj(1, size);
    var vectors = new DMatrixRMaj(size, size);
    for (int j = 0; j < size; j++) {
      values.set(j, decomposition.getEigenvalue(order.get(j)).real);
      CommonOps_DDRM.insert(decomposition.getEigenVector(order.get(j)), vectors, 0, j);
    }
    return new Eigen(values, vectors);
  }
}
