package graft.compiler.jvm.linalg;

/** The exponential of a square matrix: the series for a half of a half … of it, squared as often. */
public final class Exponential {

  private static final int TERMS = 20;

  private Exponential() {}

  /** exp A. */
  public static Matrix of(Matrix matrix) {
    double norm = 0;
    for (double element : matrix.elements()) {
      norm = Math.max(norm, Math.abs(element) * matrix.rows());
    }
    int squarings = norm > 0.5 && norm < Double.POSITIVE_INFINITY ? Math.getExponent(norm) + 2 : 0;
    Matrix small = matrix.copy();
    for (int i = 0; i < small.rows(); i++) {
      small.scale(i, Math.scalb(1.0, -squarings));
    }
    Matrix sum = Matrix.identity(matrix.rows(), matrix.rows());
    for (int term = TERMS; term > 0; term--) {
      sum = small.times(sum);
      for (int i = 0; i < sum.rows(); i++) {
        sum.scale(i, 1.0 / term);
        sum.add(i, i, 1);
      }
    }
    for (int i = 0; i < squarings; i++) {
      sum = sum.times(sum);
    }
    return sum;
  }
}
