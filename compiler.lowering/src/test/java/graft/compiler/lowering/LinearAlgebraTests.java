package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Determinants, inverses, solutions and factors of small matrices. Expected numbers are PyTorch's. */
class LinearAlgebraTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Offset<Double> NEAR = Offset.offset(1e-5);

  /** [[0, 2], [4, 1]] and [[3, 1], [1, 2]]. */
  private static final Map<String, Tensor> PAIR = Map.of("x", floats(shape(2, 2, 2), 0, 2, 4, 1, 3, 1, 1, 2));

  @ParameterizedTest
  @ValueSource(strings = {"linalg_det", "det"})
  void determinants_change_sign_with_each_exchange(String name) {
    String argument = name.equals("det") ? "self" : "A";

    assertThat(apply(PAIR, F32, List.of(2), "aten::" + name + ".default", argument, "x"))
        .containsExactly(new double[]{-8, 5}, NEAR);
  }

  @Test
  void a_negative_determinant_has_a_sign_and_no_logarithm() {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("sign", ModelBuilder.meta(F32, "cpu", 2));
    results.put("logarithm", ModelBuilder.meta(F32, "cpu", 2));
    var model = new ModelBuilder("cpu").input("x", F32, 2, 2, 2)
        .call(results, "aten::linalg_slogdet.default", "A", "x")
        .output("sign").output("logarithm");
    Map<String, Tensor> outputs = Lowerings.run(model, PAIR, Map.of());

    assertThat(elements(outputs.get("output_0"))).containsExactly(-1, 1);
    assertThat(elements(outputs.get("output_1"))).containsExactly(new double[]{Math.log(8), Math.log(5)}, NEAR);
    double[] logarithms = apply(PAIR, F32, List.of(2), "aten::logdet.default", "self", "x");
    assertThat(logarithms[0]).isNaN();
    assertThat(logarithms[1]).isCloseTo(Math.log(5), NEAR);
  }

  @Test
  void inverses_and_powers_of_matrices() {
    assertThat(apply(PAIR, F32, List.of(2, 2, 2), "aten::linalg_inv.default", "A", "x"))
        .containsExactly(new double[]{-0.125, 0.25, 0.5, 0, 0.4, -0.2, -0.2, 0.6}, NEAR);
    assertThat(apply(PAIR, F32, List.of(2, 2, 2), "aten::linalg_matrix_power.default", "self", "x", "n", 3))
        .containsExactly(new double[]{8, 18, 36, 17, 35, 20, 20, 15}, NEAR);
    assertThat(apply(PAIR, F32, List.of(2, 2, 2), "aten::linalg_matrix_power.default", "self", "x", "n", 0))
        .containsExactly(1, 0, 0, 1, 1, 0, 0, 1);
    assertThat(apply(PAIR, F32, List.of(2, 2, 2), "aten::linalg_matrix_power.default", "self", "x", "n", -1)[0])
        .isCloseTo(-0.125, NEAR);
  }

  @Test
  void equations_are_solved_from_either_side_for_vectors_and_matrices() {
    var inputs = Map.of("x", floats(shape(2, 2), 0, 2, 4, 1), "y", floats(shape(2), 4, 6));
    var columns = Map.of("x", floats(shape(2, 2), 0, 2, 4, 1), "y", floats(shape(1, 2), 4, 6));

    assertThat(apply(inputs, F32, List.of(2), "aten::linalg_solve.default", "A", "x", "B", "y"))
        .containsExactly(new double[]{1, 2}, NEAR);
    assertThat(apply(columns, F32, List.of(1, 2), "aten::linalg_solve.default", "A", "x", "B", "y", "left", false))
        .containsExactly(new double[]{2.5, 1}, NEAR);
  }

  @Test
  void positive_matrices_have_a_lower_and_an_upper_root() {
    var x = Map.of("x", floats(shape(2, 2), 4, 2, 2, 5));
    var root = Map.of("x", floats(shape(2, 2), 2, 0, 1, 2), "y", floats(shape(2, 1), 8, 12));

    assertThat(apply(x, F32, List.of(2, 2), "aten::cholesky.default", "self", "x"))
        .containsExactly(new double[]{2, 0, 1, 2}, NEAR);
    assertThat(apply(x, F32, List.of(2, 2), "aten::linalg_cholesky.default", "self", "x", "upper", true))
        .containsExactly(new double[]{2, 1, 0, 2}, NEAR);
    assertThat(apply(root, F32, List.of(2, 1), "aten::cholesky_solve.default", "self", "y", "input2", "x"))
        .containsExactly(new double[]{1, 2}, NEAR);
    assertThat(apply(root, F32, List.of(2, 2), "aten::cholesky_inverse.default", "self", "x"))
        .containsExactly(new double[]{0.3125, -0.125, -0.125, 0.25}, NEAR);
  }

  @Test
  void triangles_are_solved_and_what_lies_beyond_does_not_count() {
    var inputs = Map.of("x", floats(shape(2, 2), 2, 9, 1, 4), "y", floats(shape(2, 1), 2, 9));

    assertThat(
        apply(inputs, F32, List.of(2, 1), "aten::linalg_solve_triangular.default", "self", "x", "B", "y", "upper",
            false))
        .containsExactly(new double[]{1, 2}, NEAR);
    assertThat(
        apply(inputs, F32, List.of(2, 1), "aten::linalg_solve_triangular.default", "self", "x", "B", "y", "upper",
            true, "unitriangular", true))
        .containsExactly(new double[]{-79, 9}, NEAR);
  }

  @Test
  void orthogonal_factors_have_the_signs_of_reflections() {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("q", ModelBuilder.meta(F32, "cpu", 2, 2));
    results.put("r", ModelBuilder.meta(F32, "cpu", 2, 2));
    var model = new ModelBuilder("cpu").input("x", F32, 2, 2).call(results, "aten::linalg_qr.default", "A", "x")
        .output("q").output("r");
    Map<String, Tensor> outputs = Lowerings.run(model, Map.of("x", floats(shape(2, 2), 3, 1, 4, 2)), Map.of());

    assertThat(elements(outputs.get("output_0"))).containsExactly(new double[]{-0.6, -0.8, -0.8, 0.6}, NEAR);
    assertThat(elements(outputs.get("output_1"))).containsExactly(new double[]{-5, -2.2, 0, 0.4}, NEAR);
  }

  @Test
  void eigenvalues_ascend_and_singular_values_descend() {
    assertThat(apply(PAIR, F32, List.of(2, 2), "aten::linalg_svdvals.default", "A", "x"))
        .containsExactly(new double[]{4.159415, 1.923347, 3.618034, 1.381966}, NEAR);
    assertThat(apply(PAIR, F32, List.of(2, 2), "aten::linalg_eigvalsh.default", "self", "x"))
        .containsExactly(new double[]{-3.531129, 4.531129, 1.381966, 3.618034}, NEAR);
    assertThat(apply(PAIR, F32, List.of(2), "aten::linalg_matrix_norm.default", "self", "x", "ord", 2))
        .containsExactly(new double[]{4.159415, 3.618034}, NEAR);
  }

  /** The composite operator asks for square factors if nothing is said, the core one does not. */
  @ParameterizedTest
  @CsvSource({"linalg_svd, 2", "_linalg_svd, 1"})
  void a_column_has_as_many_left_vectors_as_the_operator_asks_for(String name, int vectors) {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("u", ModelBuilder.meta(F32, "cpu", 2, vectors));
    results.put("s", ModelBuilder.meta(F32, "cpu", 1));
    results.put("v", ModelBuilder.meta(F32, "cpu", 1, 1));
    var model = new ModelBuilder("cpu").input("x", F32, 2, 1)
        .call(results, "aten::" + name + ".default", "A", "x")
        .output("u").output("s");
    Map<String, Tensor> outputs = Lowerings.run(model, Map.of("x", floats(shape(2, 1), 3, 4)), Map.of());

    assertThat(Arrays.stream(elements(outputs.get("output_0"))).map(Math::abs).toArray())
        .containsExactly(vectors == 2 ? new double[]{0.6, 0.8, 0.8, 0.6} : new double[]{0.6, 0.8}, NEAR);
    assertThat(elements(outputs.get("output_1"))).containsExactly(new double[]{5}, NEAR);
  }
}
