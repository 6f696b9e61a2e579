package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions and arithmetic of single numbers. Expected numbers are worked out by hand, or by C's functions of these names. */
class PointwiseRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final DataType I64 = DataType.INT64;
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Offset<Double> NEAR = Offset.offset(1e-6);

  @ParameterizedTest
  @CsvSource({
      "acos, 0.5, 1.0471976", "acosh, 1, 0", "acosh, 0.5, NaN", "asin, 1, 1.5707963", "asinh, -1e-6, -1e-6",
      "atan, -Infinity, -1.5707963", "atanh, 1, Infinity", "atanh, 2, NaN",
      "cosh, 0, 1", "sinh, 1, 1.1752012", "tan, 1, 1.5574077", "expm1, 1e-6, 1e-6", "log10, 1000, 3",
      "log1p, -1, -Infinity", "log2, 8, 3", "log2, 0, -Infinity", "log2, 0.75, -0.4150375",
      "ceil, -0.5, 0", "floor, -0.5, -1", "trunc, -1.5, -1", "trunc, NaN, NaN",
      "round, 0.5, 0", "round, 1.5, 2", "round, -2.5, -2", "sign, -3, -1", "sign, NaN, 0", "sign, 0, 0"})
  void functions_of_one_number(String name, double x, double expected) {
    double[] result =
        apply(Map.of("x", floats(shape(1), x)), F32, List.of(1), "aten::" + name + ".default", "self", "x");

    assertThat(result[0]).isCloseTo(expected, NEAR);
  }

  @Test
  void rounding_leaves_large_integers_as_they_are() {
    double[] result = apply(
        Map.of("x", longs(shape(1), (1L << 53) - 1)), I64, List.of(1), "aten::floor.default", "self", "x");

    assertThat(result).containsExactly((1L << 53) - 1);
  }

  @Test
  void a_number_to_the_power_of_each_element() {
    Map<String, Tensor> x = Map.of("x", floats(shape(3), -1, 0, 3));

    assertThat(apply(x, F32, List.of(3), "aten::pow.Scalar", "self", 2.0, "exponent", "x"))
        .containsExactly(0.5, 1, 8);
  }

  @Test
  void the_root_of_minus_infinity_is_no_number() {
    Map<String, Tensor> x = Map.of("x", floats(shape(2), -INFINITY, 4));

    assertThat(apply(x, F32, List.of(2), "aten::pow.Tensor_Scalar", "self", "x", "exponent", 0.5))
        .containsExactly(NAN, 2);
  }

  @Test
  void angles_know_their_quadrant() {
    Map<String, Tensor> inputs = Map.of("x", floats(shape(2), 1, -1), "y", floats(shape(2), -1, -1));

    assertThat(apply(inputs, F32, List.of(2), "aten::atan2.default", "self", "x", "other", "y"))
        .containsExactly(new double[]{2.3561945, -2.3561945}, NEAR);
  }

  @Test
  void products_and_quotients_are_scaled_and_added() {
    Map<String, Tensor> inputs = Map.of("x", floats(shape(2), 1, 2), "y", floats(shape(2), 4, 8));

    assertThat(
        apply(inputs, F32, List.of(2), "aten::addcmul.default", "self", "x", "tensor1", "x", "tensor2", "y", "value",
            2))
        .containsExactly(9, 34);
    assertThat(apply(inputs, F32, List.of(2), "aten::addcdiv.default", "self", "x", "tensor1", "x", "tensor2", "y"))
        .containsExactly(1.25, 2.25);
    assertThat(apply(inputs, F32, List.of(2), "aten::rsub.Scalar", "self", "x", "other", 5, "alpha", 2))
        .containsExactly(3, 1);
  }
}
