package graft.compiler.jvm.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors of random matrices, seeded by their sizes, multiplied together again. */
class FactorisationTests {

  private static final Offset<Double> NEAR = Offset.offset(1e-10);

  private static Matrix random(int rows, int columns) {
    var random = new Random(31L * rows + columns);
    return new Matrix(rows, columns, random.doubles((long) rows * columns, -1, 1).toArray());
  }

  private static Matrix symmetric(int size) {
    Matrix random = random(size, size);
    return random.times(random.transposed());
  }

  private static Matrix diagonal(Matrix values) {
    Matrix result = Matrix.zeros(values.columns(), values.columns());
    for (int i = 0; i < values.columns(); i++) {
      result.set(i, i, values.at(0, i));
    }
    return result;
  }

  private static void assertNear(Matrix actual, Matrix expected) {
    assertThat(actual.elements()).containsExactly(expected.elements(), NEAR);
  }

  private static Matrix triangle(Matrix matrix, int rows, int columns, boolean isUpper) {
    Matrix result = Matrix.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        boolean isOutside = isUpper ? j < i : j > i;
        result.set(i, j, isOutside ? 0 : !isUpper && i == j ? 1 : matrix.at(i, j));
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5", "0, 0"})
  void lower_and_upper_triangle_give_the_matrix_back(int rows, int columns) {
    Matrix matrix = random(rows, columns);
    Lu lu = Lu.of(matrix);
    int inner = Math.min(rows, columns);
    Matrix lower = triangle(lu.factors(), rows, inner, false);
    Matrix upper = triangle(lu.factors(), inner, columns, true);

    assertNear(lu.permutation().times(lower).times(upper), matrix);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void solutions_of_equations_fulfil_them(int size) {
    Matrix matrix = random(size, size);
    Matrix right = random(size, 3);
    Lu lu = Lu.of(matrix);

    assertNear(matrix.times(lu.solve(right)), right);
    assertNear(matrix.transposed().times(lu.solveTransposed(right)), right);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void a_root_times_itself_is_the_matrix(int size) {
    Matrix matrix = symmetric(size);
    Cholesky cholesky = Cholesky.of(matrix);

    assertThat(cholesky.failed()).isZero();
    assertNear(cholesky.lower().times(cholesky.lower().transposed()), matrix);
  }

  @Test
  void a_matrix_without_a_root_tells_its_first_minor_that_is_not_positive() {
    assertThat(Cholesky.of(new Matrix(2, 2, new double[]{1, 2, 2, 1})).failed()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5"})
  void an_orthogonal_factor_and_a_triangle_give_the_matrix_back(int rows, int columns) {
    Matrix matrix = random(rows, columns);
    Qr qr = Qr.of(matrix);
    int inner = Math.min(rows, columns);

    assertNear(qr.q(inner).times(qr.r(inner)), matrix);
    assertNear(qr.q(rows).times(qr.r(rows)), matrix);
    assertNear(qr.q(rows).transposed().times(qr.q(rows)), Matrix.identity(rows, rows));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void vectors_and_eigenvalues_give_the_matrix_back(int size) {
    Matrix matrix = symmetric(size);
    Eigen eigen = Eigen.of(matrix, false);

    assertThat(eigen.values().elements()).isSorted();
    assertNear(eigen.vectors().times(diagonal(eigen.values())).times(eigen.vectors().transposed()), matrix);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5"})
  void vectors_and_singular_values_give_the_matrix_back(int rows, int columns) {
    Matrix matrix = random(rows, columns);
    SingularValues svd = SingularValues.of(matrix);

    assertNear(svd.left().times(diagonal(svd.values())).times(svd.right().transposed()), matrix);
  }

  @Test
  void the_exponential_of_a_turn_is_a_rotation() {
    Matrix turn = new Matrix(2, 2, new double[]{0, -20, 20, 0});

    assertThat(Exponential.of(turn).elements())
        .containsExactly(new double[]{Math.cos(20), -Math.sin(20), Math.sin(20), Math.cos(20)}, NEAR);
  }
}
