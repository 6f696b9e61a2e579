package graft.compiler.jvm.linalg;

/**
 * A = Q R by Householder reflections, with the signs that LAPACK's {@code geqrf} chooses.
 *
 * @param reflected R in the upper triangle, below it the reflections' vectors, whose first element of 1 is not kept
 * @param scales a row: the factor of each reflection
 */
public record Qr(Matrix reflected, Matrix scales) {

  /** Factorises a matrix of any sizes. */
  public static Qr of(Matrix matrix) {
    Matrix work = matrix.copy();
    Matrix scales = Matrix.zeros(1, Math.min(work.rows(), work.columns()));
    for (int k = 0; k < scales.columns(); k++) {
      double below = 0;
      for (int i = k + 1; i < work.rows(); i++) {
        below = Math.hypot(below, work.at(i, k));
      }
      double alpha = work.at(k, k);
      if (below == 0) {
        continue;
      }
      double beta = -Math.copySign(Math.hypot(alpha, below), alpha);
      scales.set(0, k, (beta - alpha) / beta);
      for (int i = k + 1; i < work.rows(); i++) {
        work.set(i, k, work.at(i, k) / (alpha - beta));
      }
      work.set(k, k, beta);
      reflect(work, k, scales.at(0, k), work, k + 1);
    }
    return new Qr(work, scales);
  }

  /** Applies reflection {@code k} to the columns of a matrix from {@code first} on. */
  private static void reflect(Matrix vectors, int k, double scale, Matrix target, int first) {
    for (int j = first; j < target.columns(); j++) {
      double sum = target.at(k, j);
      for (int i = k + 1; i < vectors.rows(); i++) {
        sum += vectors.at(i, k) * target.at(i, j);
      }
      target.add(k, j, -scale * sum);
      for (int i = k + 1; i < vectors.rows(); i++) {
        target.add(i, j, -scale * sum * vectors.at(i, k));
      }
    }
  }

  /** The first columns of Q. */
  public Matrix q(int columns) {
    Matrix result = Matrix.identity(reflected.rows(), columns);
    for (int k = scales.columns() - 1; k >= 0; k--) {
      reflect(reflected, k, scales.at(0, k), result, 0);
    }
    return result;
  }

  /** The first rows of R. */
  public Matrix r(int rows) {
    Matrix result = reflected.corner(rows, reflected.columns());
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < Math.min(i, result.columns()); j++) {
        result.set(i, j, 0);
      }
    }
    return result;
  }
}
