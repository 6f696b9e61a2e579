package graft.compiler.jvm.linalg;

/**
 * A = L Lᵀ of a symmetric matrix, of which the lower triangle is read.
 *
 * @param lower L, zeros above its diagonal
 * @param failed the number, from 1 on, of the first leading minor that is not positive; 0 if all are
 */
public record Cholesky(Matrix lower, int failed) {

  /** Factorises; what comes after a minor that is not positive stays as it was. */
  public static Cholesky of(Matrix matrix) {
    int size = matrix.rows();
    Matrix lower = matrix.copy();
    int failed = 0;
    for (int j = 0; j < size && failed == 0; j++) {
      double rest = lower.at(j, j) - dot(lower, j, j, j);
      if (rest > 0) {
        lower.set(j, j, Math.sqrt(rest));
        for (int i = j + 1; i < size; i++) {
          lower.set(i, j, (lower.at(i, j) - dot(lower, i, j, j)) / lower.at(j, j));
        }
      } else {
        failed = j + 1;
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        lower.set(i, j, 0);
      }
    }
    return new Cholesky(lower, failed);
  }

  private static double dot(Matrix matrix, int first, int second, int length) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += matrix.at(first, k) * matrix.at(second, k);
    }
    return sum;
  }
}
