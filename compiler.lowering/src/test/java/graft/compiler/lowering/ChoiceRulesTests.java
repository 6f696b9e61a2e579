package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static graft.compiler.lowering.Lowerings.truths;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conditions and limits. */
class ChoiceRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static final Map<String, Tensor> REALS =
      Map.of("x", floats(shape(4), -2, 0.5, 3, NAN), "y", floats(shape(1), 1));

  @Test
  void numbers_are_kept_within_limits() {
    assertThat(apply(REALS, F32, List.of(4), "aten::clamp.default", "self", "x", "min", -1, "max", 1))
        .containsExactly(-1, 0.5, 1, NAN);
    assertThat(apply(REALS, F32, List.of(4), "aten::clamp.Tensor", "self", "x", "max", "y"))
        .containsExactly(-2, 0.5, 1, NAN);
    assertThat(apply(REALS, F32, List.of(4), "aten::clamp.default", "self", "x", "min", 2, "max", 1))
        .as("limits that cross")
        .containsExactly(1, 1, 1, NAN);
  }

  @Test
  void an_integer_with_a_real_limit_becomes_real() {
    assertThat(
        apply(Map.of("x", longs(shape(2), 1, 4)), F32, List.of(2), "aten::clamp.default", "self", "x", "min", 2.5))
        .containsExactly(2.5, 4);
  }

  @Test
  void masked_elements_are_filled() {
    Map<String, Tensor> inputs = Map.of("x", floats(shape(2, 2), 1, 2, 3, 4), "y", truths(shape(2), 0, 1));

    assertThat(
        apply(inputs, F32, List.of(2, 2), "aten::masked_fill.Scalar", "self", "x", "mask", "y", "value", -INFINITY))
        .containsExactly(1, -INFINITY, 3, -INFINITY);
  }

  @Test
  void numbers_may_stand_on_either_side_of_a_condition() {
    Map<String, Tensor> x = Map.of("x", truths(shape(2), 0, 1));

    assertThat(apply(x, F32, List.of(2), "aten::where.Scalar", "condition", "x", "self", 1.5, "other", 2.5))
        .containsExactly(2.5, 1.5);
  }
}
