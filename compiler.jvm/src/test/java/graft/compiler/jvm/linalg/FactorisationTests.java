package graft.compiler.jvm.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors of random matrices, seeded by their sizes, multiplied together again. */
class FactorisationTests {

  private static final Offset<Double> NEAR = Offset.offset(1e-10);

  private static DMatrixRMaj random(int rows, int columns) {
    return RandomMatrices_DDRM.rectangle(rows, columns, -1, 1, new Random(31L * rows + columns));
  }

  private static DMatrixRMaj symmetric(int size) {
    DMatrixRMaj random = random(size, size);
    return times(random, transposed(random));
  }

  private static DMatrixRMaj matrix(double[]... rows) {
    return new DMatrixRMaj(rows);
  }

  private static double[] row(double... elements) {
    return elements;
  }

  private static DMatrixRMaj times(DMatrixRMaj left, DMatrixRMaj right) {
    return CommonOps_DDRM.mult(left, right, null);
  }

  private static DMatrixRMaj transposed(DMatrixRMaj matrix) {
    return CommonOps_DDRM.transpose(matrix, null);
  }

  private static void assertNear(DMatrixRMaj actual, DMatrixRMaj expected) {
    assertThat(actual.data).containsExactly(expected.data, NEAR);
  }

  private static void assertOrthogonalColumns(DMatrixRMaj matrix) {
    assertNear(times(transposed(matrix), matrix), CommonOps_DDRM.identity(matrix.numCols));
  }

  private static DMatrixRMaj triangle(DMatrixRMaj matrix, int rows, int columns, boolean isUpper) {
    var result = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        boolean isOutside = isUpper ? j < i : j > i;
        result.set(i, j, isOutside ? 0 : !isUpper && i == j ? 1 : matrix.get(i, j));
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5", "0, 0", "0, 3", "3, 0"})
  void reflections_take_the_triangle_back_to_the_matrix(int rows, int columns) {
    DMatrixRMaj matrix = random(rows, columns);
    Reflections reflections = Reflections.of(matrix);
    DMatrixRMaj upper = triangle(reflections.vectors(), rows, columns, true);

    assertNear(reflections.multiply(upper, false), matrix);
    assertNear(reflections.multiply(matrix, true), upper);
    assertNear(reflections.multiply(CommonOps_DDRM.identity(rows), false), Qr.of(matrix, true).q());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5", "0, 0", "0, 3", "3, 0"})
  void lower_and_upper_triangle_give_the_matrix_back(int rows, int columns) {
    DMatrixRMaj matrix = random(rows, columns);
    Lu lu = Lu.of(matrix);
    int inner = Math.min(rows, columns);
    DMatrixRMaj lower = triangle(lu.factors(), rows, inner, false);
    DMatrixRMaj upper = triangle(lu.factors(), inner, columns, true);

    assertThat(lu.pivots().data).hasSize(inner);
    assertNear(times(times(lu.permutation(), lower), upper), matrix);
  }

  @Test
  void a_singular_matrix_has_a_zero_among_its_pivots() {
    Lu lu = Lu.of(matrix(row(1, 2), row(2, 4)));

    assertThat(lu.factors().data).containsExactly(2, 4, 0.5, 0);
    assertThat(lu.pivots().data).containsExactly(2, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void solutions_of_equations_fulfil_them(int size) {
    DMatrixRMaj matrix = random(size, size);
    DMatrixRMaj right = random(size, 3);
    Lu lu = Lu.of(matrix);

    assertNear(times(matrix, lu.solve(right)), right);
    assertNear(times(transposed(matrix), lu.solveTransposed(right)), right);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 6})
  void a_root_times_itself_is_the_matrix(int size) {
    DMatrixRMaj matrix = symmetric(size);
    Cholesky cholesky = Cholesky.of(matrix);

    assertThat(cholesky.failed()).isZero();
    assertNear(times(cholesky.lower(), transposed(cholesky.lower())), matrix);
  }

  @Test
  void a_root_is_that_of_the_lower_triangle() {
    assertThat(Cholesky.of(matrix(row(4, 99), row(2, 5))).lower().data).containsExactly(2, 0, 1, 2);
  }

  @Test
  void a_matrix_without_a_root_tells_its_first_minor_that_is_not_positive() {
    assertThat(Cholesky.of(matrix(row(1, 2), row(2, 1))).failed()).isEqualTo(2);
    assertThat(Cholesky.of(matrix(row(0, 0), row(0, 1))).failed()).isEqualTo(1);
    assertThat(Cholesky.of(matrix(row(1, 0, 0), row(0, Double.NaN, 0), row(0, 0, 1))).failed()).isEqualTo(2);
  }

  @Test
  void what_comes_after_a_minor_that_is_not_positive_stays() {
    assertThat(Cholesky.of(matrix(row(4, 9, 9), row(6, 9, 9), row(8, 7, 5))).lower().data)
        .containsExactly(2, 0, 0, 3, 9, 0, 4, 7, 5);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5", "0, 0", "0, 3", "3, 0"})
  void an_orthogonal_factor_and_a_triangle_give_the_matrix_back(int rows, int columns) {
    DMatrixRMaj matrix = random(rows, columns);
    for (boolean isComplete : new boolean[]{true, false}) {
      Qr qr = Qr.of(matrix, isComplete);

      assertThat(qr.q().numCols).isEqualTo(isComplete ? rows : Math.min(rows, columns));
      assertNear(times(qr.q(), qr.r()), matrix);
      assertOrthogonalColumns(qr.q());
    }
  }

  /** Expected is what LAPACK computes. */
  @Test
  void columns_that_are_upper_already_are_not_reflected() {
    assertThat(Qr.of(matrix(row(3, 1), row(4, 2)), false).r().data).containsExactly(row(-5, -2.2, 0, 0.4), NEAR);
    assertThat(Qr.of(matrix(row(-3, 1, 4), row(0, 0, 5), row(0, 0, -6)), false).r().data)
        .containsExactly(row(-3, 1, 4, 0, 0, 5, 0, 0, -6), NEAR);
    assertThat(Qr.of(matrix(row(-2), row(0)), false).q().data).containsExactly(1, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8, 40})
  void vectors_and_eigenvalues_give_the_matrix_back(int size) {
    assertGivesBack(symmetric(size));
  }

  @Test
  void many_equal_eigenvalues_are_found() {
    var ones = new DMatrixRMaj(54, 54);
    CommonOps_DDRM.fill(ones, 1);

    assertGivesBack(ones);
  }

  private static void assertGivesBack(DMatrixRMaj matrix) {
    Eigen eigen = Eigen.of(matrix, false);
    DMatrixRMaj scaled = eigen.vectors().copy();
    CommonOps_DDRM.multCols(scaled, eigen.values().data);

    assertThat(eigen.values().data).isSorted();
    assertNear(times(scaled, transposed(eigen.vectors())), matrix);
    assertOrthogonalColumns(eigen.vectors());
  }

  @Test
  void eigenvalues_are_those_of_one_triangle() {
    DMatrixRMaj matrix = matrix(row(1, 4), row(0, 1));

    assertThat(Eigen.of(matrix, false).values().data).containsExactly(row(1, 1), NEAR);
    assertThat(Eigen.of(matrix, true).values().data).containsExactly(row(-3, 5), NEAR);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 4", "5, 3", "3, 5", "0, 0", "0, 3", "3, 0", "40, 25"})
  void vectors_and_singular_values_give_the_matrix_back(int rows, int columns) {
    assertGivesBack(random(rows, columns), false);
    assertGivesBack(random(rows, columns), true);
    assertGivesBack(new DMatrixRMaj(rows, columns), false);
  }

  private static void assertGivesBack(DMatrixRMaj matrix, boolean isFull) {
    SingularValues svd = SingularValues.of(matrix, isFull);
    DMatrixRMaj values = CommonOps_DDRM.diagR(svd.left().numCols, svd.right().numRows, svd.values().data);

    assertNear(times(times(svd.left(), values), svd.right()), matrix);
    assertOrthogonalColumns(svd.left());
    assertOrthogonalColumns(transposed(svd.right()));
    for (int i = 1; i < svd.values().numCols; i++) {
      assertThat(svd.values().get(i)).isBetween(0.0, svd.values().get(i - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void a_matrix_that_is_not_finite_has_neither_eigenvalues_nor_singular_values(double element) {
    DMatrixRMaj matrix = matrix(row(1, element), row(element, 1));

    assertThatThrownBy(() -> Eigen.of(matrix, false))
        .hasMessage("no eigenvalues of a matrix with elements that are not finite");
    assertThatThrownBy(() -> SingularValues.of(matrix, false))
        .hasMessage("no singular values of a matrix with elements that are not finite");
  }

  @Test
  void the_exponential_of_a_turn_is_a_rotation() {
    assertThat(Exponential.of(matrix(row(0, -20), row(20, 0))).data)
        .containsExactly(row(Math.cos(20), -Math.sin(20), Math.sin(20), Math.cos(20)), NEAR);
  }
}
