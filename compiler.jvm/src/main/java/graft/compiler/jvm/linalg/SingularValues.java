package graft.compiler.jvm.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A = U diag(values) Vᵀ by Jacobi's rotations of the columns (Hestenes).
 *
 * @param left U, {@code rows × min(rows, columns)}
 * @param values a row, in descending order
 * @param right V, {@code columns × min(rows, columns)}; the signs of its columns are arbitrary
 */
public record SingularValues(Matrix left, Matrix values, Matrix right) {

  private static final int SWEEPS = 60;
  private static final double NEAR = 1e-15;

  /** Decomposes a matrix of any sizes. */
  public static SingularValues of(Matrix matrix) {
    if (matrix.rows() < matrix.columns()) {
      SingularValues turned = of(matrix.transposed());
      return turned.exchanged();
    }
    // Rows are what is rotated: they lie in one piece.
    Matrix columns = matrix.transposed();
    Matrix right = Matrix.identity(columns.rows(), columns.rows());
    boolean isOrthogonal = false;
    for (int sweep = 0; sweep < SWEEPS && !isOrthogonal; sweep++) {
      isOrthogonal = true;
      for (int p = 0; p < columns.rows(); p++) {
        for (int q = p + 1; q < columns.rows(); q++) {
          isOrthogonal &= !rotate(columns, right, p, q);
        }
      }
    }
    return sorted(columns, right);
  }

  private SingularValues exchanged() {
    return new SingularValues(/* left= */ right, values, /* right= */ left);
  }

  private static boolean rotate(Matrix columns, Matrix right, int p, int q) {
    double first = dot(columns, p, p);
    double second = dot(columns, q, q);
    double mixed = dot(columns, p, q);
    if (!(Math.abs(mixed) > NEAR * Math.sqrt(first * second)) || mixed == 0) {
      return false;
    }
    double zeta = (second - first) / (2 * mixed);
    double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(zeta, 1));
    double cosine = 1 / Math.hypot(tangent, 1);
    turn(columns, p, q, cosine, cosine * tangent);
    turn(right, p, q, cosine, cosine * tangent);
    return true;
  }

  private static double dot(Matrix matrix, int first, int second) {
    double sum = 0;
    for (int j = 0; j < matrix.columns(); j++) {
      sum += matrix.at(first, j) * matrix.at(second, j);
    }
    return sum;
  }

  private static void turn(Matrix matrix, int p, int q, double cosine, double sine) {
    for (int j = 0; j < matrix.columns(); j++) {
      matrix.turn(p, j, q, j, cosine, sine);
    }
  }

  private static SingularValues sorted(Matrix columns, Matrix right) {
    int size = columns.rows();
    double[] lengths = IntStream.range(0, size).mapToDouble(i -> Math.sqrt(dot(columns, i, i))).toArray();
    int[] order = IntStream.range(0, size).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> lengths[i]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
    Matrix values = Matrix.zeros(1, size);
    Matrix left = Matrix.zeros(columns.columns(), size);
    Matrix turned = Matrix.zeros(size, size);
    for (int j = 0; j < size; j++) {
      double length = lengths[order[j]];
      values.set(0, j, length);
      for (int i = 0; i < columns.columns(); i++) {
        left.set(i, j, length == 0 ? 0 : columns.at(order[j], i) / length);
      }
      for (int i = 0; i < size; i++) {
        turned.set(i, j, right.at(order[j], i));
      }
    }
    return new SingularValues(left, values, turned);
  }
}
