package graft.compiler.jvm.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A = V diag(values) Vᵀ of a symmetric matrix by Jacobi's rotations.
 *
 * @param values a row, in ascending order
 * @param vectors a column for each, of length 1; its sign is arbitrary
 */
public record Eigen(Matrix values, Matrix vectors) {

  private static final int SWEEPS = 60;

  /** Decomposes a symmetric matrix, of which one triangle is read. */
  public static Eigen of(Matrix matrix, boolean isUpper) {
    int size = matrix.rows();
    Matrix work = matrix.copy();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double value = isUpper ? matrix.at(j, i) : matrix.at(i, j);
        work.set(i, j, value);
        work.set(j, i, value);
      }
    }
    Matrix vectors = Matrix.identity(size, size);
    boolean isDiagonal = false;
    for (int sweep = 0; sweep < SWEEPS && !isDiagonal; sweep++) {
      isDiagonal = true;
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          isDiagonal &= !rotate(work, vectors, p, q);
        }
      }
    }
    return sorted(work, vectors);
  }

  /** Makes one element zero; whether it was not, as far as the diagonal can tell. */
  private static boolean rotate(Matrix work, Matrix vectors, int p, int q) {
    double off = work.at(p, q);
    if (!(Math.abs(off) > Math.ulp(1.0) * 1e-3 * Math.sqrt(Math.abs(work.at(p, p) * work.at(q, q)))) || off == 0) {
      return false;
    }
    double theta = (work.at(q, q) - work.at(p, p)) / (2 * off);
    double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double cosine = 1 / Math.hypot(tangent, 1);
    double sine = tangent * cosine;
    for (int k = 0; k < work.rows(); k++) {
      work.turn(k, p, k, q, cosine, sine);
    }
    for (int k = 0; k < work.rows(); k++) {
      work.turn(p, k, q, k, cosine, sine);
      vectors.turn(k, p, k, q, cosine, sine);
    }
    return true;
  }

  private static Eigen sorted(Matrix work, Matrix vectors) {
    int size = work.rows();
    int[] order = IntStream.range(0, size).boxed()
        .sorted(Comparator.comparingDouble(i -> work.at(i, i)))
        .mapToInt(Integer::intValue)
        .toArray();
    Matrix values = Matrix.zeros(1, size);
    Matrix columns = Matrix.zeros(size, size);
    for (int j = 0; j < size; j++) {
      values.set(0, j, work.at(order[j], order[j]));
      for (int i = 0; i < size; i++) {
        columns.set(i, j, vectors.at(i, order[j]));
      }
    }
    return new Eigen(values, columns);
  }
}
