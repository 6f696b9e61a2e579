package graft.compiler.jvm.linalg;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.interfaces.decomposition.DecompositionInterface;

/** Refuses matrices whose iterations lead nowhere. */
final class Convergence {

  private Convergence() {}

  static void require(DecompositionInterface<DMatrixRMaj> decomposition, DMatrixRMaj matrix, String sought) {
    if (MatrixFeatures_DDRM.hasUncountable(matrix)) {
      throw new IllegalArgumentException("no " + sought + " of a matrix with elements that are not finite");
    }
    if (!decomposition.decompose(matrix)) {
      throw new IllegalArgumentException("no " + sought + " found: the iterations do not converge");
    }
  }
}
