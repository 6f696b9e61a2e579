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

/** Variances with their corrections, and products. */
class VarianceRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final DataType I64 = DataType.INT64;
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Offset<Double> NEAR = Offset.offset(1e-6);

  private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 4, 10));

  @Test
  void variance_divides_by_one_less_than_the_count_unless_told_otherwise() {
    assertThat(apply(MATRIX, F32, List.of(2), "aten::var.correction", "self", "x", "dim", new int[]{1}))
        .containsExactly(1, 12);
    assertThat(
        apply(MATRIX, F32, List.of(2), "aten::var.correction", "self", "x", "dim", new int[]{1}, "correction", 0.0))
        .containsExactly(new double[]{2 / 3.0, 8}, NEAR);
    assertThat(
        apply(MATRIX, F32, List.of(2, 1), "aten::var.dim", "self", "x", "dim", new int[]{1}, "unbiased", false,
            "keepdim", true))
        .containsExactly(new double[]{2 / 3.0, 8}, NEAR);
    assertThat(apply(MATRIX, F32, List.of(2), "aten::std.dim", "self", "x", "dim", new int[]{1}))
        .containsExactly(new double[]{1, Math.sqrt(12)}, NEAR);
  }

  @Test
  void too_few_elements_have_no_variance() {
    assertThat(apply(Map.of("x", floats(shape(1), 5)), F32, List.of(), "aten::var.correction", "self", "x"))
        .containsExactly(NAN);
    assertThat(
        apply(Map.of("x", floats(shape(2), 1, 3)), F32, List.of(), "aten::var.correction", "self", "x", "correction",
            3.0))
        .containsExactly(INFINITY);
  }

  @Test
  void products_of_integers_and_of_nothing() {
    assertThat(apply(Map.of("x", longs(shape(3), 2, -3, 4)), I64, List.of(), "aten::prod.default", "self", "x"))
        .containsExactly(-24);
    assertThat(apply(Map.of("x", floats(shape(0, 2))), F32, List.of(2), "aten::prod.dim_int", "self", "x", "dim", 0))
        .containsExactly(1, 1);
  }
}
