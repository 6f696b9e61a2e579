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

/** Functions that few models have. Expected numbers are PyTorch's. */
class SpecialRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @CsvSource({
      "lgamma, 0.5, 0.572365", "lgamma, 5, 3.178054", "lgamma, -1.5, 0.860047", "lgamma, -2, Infinity",
      "digamma, 1, -0.577216", "digamma, -0.5, 0.036490", "digamma, 20, 2.970524", "digamma, -3, NaN",
      "erfinv, 0.5, 0.476936", "erfinv, -0.9, -1.163087", "erfinv, 1, Infinity", "erfinv, 2, NaN",
      "special_ndtr, 0, 0.5", "special_entr, 0.5, 0.346574", "special_entr, 0, 0", "special_entr, -1, -Infinity",
      "angle, -2, 3.141593", "angle, 2, 0", "i0, 1.5, 1.646723", "special_i0e, -2, 0.308508",
      "special_i0e, 50, 0.056562", "special_i1, -1.5, -0.981666", "special_i1e, 3, 0.196827",
      "special_bessel_j0, 1, 0.765198", "special_bessel_j0, 24, -0.056230", "special_bessel_j0, 40, 0.007367",
      "special_bessel_j1, -2, -0.576725", "special_bessel_j1, 40, 0.126038", "special_log_ndtr, -4, -10.360101",
      "special_log_ndtr, 0.5, -0.368946", "special_erfcx, -1, 5.008980", "special_erfcx, 2, 0.255396",
      "special_erfcx, 20, 0.028174", "special_ndtri, 0.25, -0.674490", "special_ndtri, 0.999, 3.090236",
      "special_ndtri, 1, Infinity", "special_ndtri, 2, NaN"})
  void functions_of_one_number(String name, double x, double expected) {
    double[] result =
        apply(Map.of("x", floats(shape(1), x)), F32, List.of(1), "aten::" + name + ".default", "self", "x");

    assertThat(result[0]).isCloseTo(expected, Offset.offset(2e-6));
  }

  @Test
  void the_tail_of_the_normal_distribution_has_a_logarithm() {
    double[] result =
        apply(Map.of("x", floats(shape(1), -30)), F32, List.of(1), "aten::special_log_ndtr.default", "self", "x");

    assertThat(result[0]).isCloseTo(-454.321244, Offset.offset(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5, 4.9348", "2, 3, -0.1541", "1, -1.5, 9.3792", "0, 1, -0.5772"})
  void derivatives_of_digamma(int order, double x, double expected) {
    double[] result =
        apply(Map.of("x", floats(shape(1), x)), F32, List.of(1), "aten::polygamma.default", "n", order, "self", "x");

    assertThat(result[0]).isCloseTo(expected, Offset.offset(1e-4));
  }

  @Test
  void gamma_functions_of_several_variables_and_sums_of_powers() {
    Map<String, Tensor> pair = Map.of("x", floats(shape(1), 3), "y", floats(shape(1), 1));

    assertThat(apply(pair, F32, List.of(1), "aten::mvlgamma.default", "self", "x", "p", 2)[0])
        .isCloseTo(1.5502, Offset.offset(1e-4));
    assertThat(apply(pair, F32, List.of(1), "aten::logaddexp2.default", "self", "x", "other", "y")[0])
        .isCloseTo(3.3219, Offset.offset(1e-4));
  }

  @Test
  void other_classes_keep_a_margin_from_the_right_one() {
    Map<String, Tensor> inputs =
        Map.of("x", floats(shape(2, 3), 1, 2, 0.5, 3, 0, 1), "y", longs(shape(2), 0, 2));

    assertThat(apply(inputs, F32, List.of(), "aten::multi_margin_loss.default", "self", "x", "target", "y")[0])
        .isCloseTo(0.9167, Offset.offset(1e-4));
    assertThat(
        apply(inputs, F32, List.of(), "aten::multi_margin_loss.default", "self", "x", "target", "y", "p", 2,
            "reduction", 2)[0])
        .isCloseTo(4.4167, Offset.offset(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"3, 2, 0.2021", "1.5, 0.5, 4.7765", "1, 3, Infinity", "0.5, 3, NaN", "2, -3, Infinity"})
  void zeta_of_a_power_and_a_start(double power, double start, double expected) {
    double[] result = apply(
        Map.of("x", floats(shape(1), power), "y", floats(shape(1), start)), F32, List.of(1),
        "aten::special_zeta.default", "self", "x", "other", "y");

    assertThat(result[0]).isCloseTo(expected, Offset.offset(1e-4));
  }

  @Test
  void bits_are_shifted_and_lost() {
    Map<String, Tensor> inputs = Map.of("x", longs(shape(3), -5, 7, -1), "y", longs(shape(3), 1, 2, 64));

    assertThat(shifted(inputs, "left")).containsExactly(-10, 28, 0);
    assertThat(shifted(inputs, "right")).containsExactly(-3, 1, -1);
  }

  private static double[] shifted(Map<String, Tensor> inputs, String side) {
    return apply(
        inputs, DataType.INT64, List.of(3), "aten::bitwise_" + side + "_shift.Tensor", "self", "x", "other", "y");
  }

  @Test
  void numbers_are_rounded_to_a_decimal() {
    Map<String, Tensor> x = Map.of("x", floats(shape(2), 1.257, -1350));

    assertThat(apply(x, F32, List.of(2), "aten::round.decimals", "self", "x", "decimals", 2))
        .containsExactly((float) 1.26, -1350);
    assertThat(apply(x, F32, List.of(2), "aten::round.decimals", "self", "x", "decimals", -2))
        .containsExactly(0, -1400);
  }

  @Test
  void numbers_are_near_each_other_or_among_others() {
    Map<String, Tensor> inputs = Map.of(
        "x", floats(shape(4), 1, 2, Double.NaN, INFINITY), "y", floats(shape(4), 1.000001, 2.1, Double.NaN, INFINITY));

    assertThat(apply(inputs, DataType.BOOL, List.of(4), "aten::isclose.default", "self", "x", "other", "y"))
        .containsExactly(1, 0, 0, 1);
    assertThat(
        apply(
            inputs, DataType.BOOL, List.of(4), "aten::isclose.default", "self", "x", "other", "y", "equal_nan", true))
        .containsExactly(1, 0, 1, 1);
    assertThat(
        apply(
            Map.of("x", longs(shape(2, 2), 1, 2, 3, 4), "y", longs(shape(3), 4, 9, 1)), DataType.BOOL, List.of(2, 2),
            "aten::isin.Tensor_Tensor", "elements", "x", "test_elements", "y", "invert", true))
        .containsExactly(0, 1, 1, 0);
  }

  @Test
  void ranges_are_counted() {
    Map<String, Tensor> x = Map.of("x", floats(shape(5), 0, 1, 1, 3, 5));

    assertThat(apply(x, F32, List.of(4), "aten::histc.default", "self", "x", "bins", 4, "min", 0, "max", 4))
        .containsExactly(1, 2, 0, 1);
    assertThat(apply(x, F32, List.of(5), "aten::histc.default", "self", "x", "bins", 5)).containsExactly(1, 2, 0, 1, 1);
  }

  @Test
  void means_and_medians_leave_nan_out() {
    Map<String, Tensor> x = Map.of("x", floats(shape(4), 3, Double.NaN, 1, 2));

    assertThat(apply(x, F32, List.of(), "aten::nanmean.default", "self", "x")).containsExactly(2);
    assertThat(apply(x, F32, List.of(), "aten::nanmedian.default", "self", "x")).containsExactly(2);
  }

  @Test
  void areas_are_sums_of_trapezoids() {
    Map<String, Tensor> curve = Map.of("x", floats(shape(3), 0, 1, 3), "y", floats(shape(1, 3), 1, 2, 4));

    assertThat(apply(curve, F32, List.of(1), "aten::trapezoid.dx", "y", "y")).containsExactly(4.5);
    assertThat(apply(curve, F32, List.of(1), "aten::trapezoid.x", "y", "y", "x", "x")).containsExactly(7.5);
    assertThat(apply(curve, F32, List.of(1, 2), "aten::cumulative_trapezoid.dx", "y", "y")).containsExactly(1.5, 4.5);
    assertThat(apply(curve, F32, List.of(1, 2), "aten::cumulative_trapezoid.x", "y", "y", "x", "x"))
        .containsExactly(1.5, 7.5);
  }
}
