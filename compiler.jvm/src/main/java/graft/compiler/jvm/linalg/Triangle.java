package graft.compiler.jvm.linalg;

/** Triangular systems of equations. */
public final class Triangle {

  private Triangle() {}

  /**
   * The X for which A X = B.
   *
   * @param matrix A, of which one triangle counts
   * @param right B
   * @param isUpper whether that is the upper triangle
   * @param isUnit whether the diagonal counts as ones
   */
  public static Matrix solve(Matrix matrix, Matrix right, boolean isUpper, boolean isUnit) {
    Matrix result = right.copy();
    int size = matrix.rows();
    for (int step = 0; step < size; step++) {
      int i = isUpper ? size - 1 - step : step;
      int end = isUpper ? size : i;
      for (int j = isUpper ? i + 1 : 0; j < end; j++) {
        result.addScaled(i, result, j, -matrix.at(i, j));
      }
      if (!isUnit) {
        for (int j = 0; j < result.columns(); j++) {
          result.set(i, j, result.at(i, j) / matrix.at(i, i));
        }
      }
    }
    return result;
  }
}
