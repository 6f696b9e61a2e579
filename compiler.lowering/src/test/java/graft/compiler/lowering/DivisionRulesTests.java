package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rounded division and remainders, of both signs, by zero and by infinity, as PyTorch has them. */
class DivisionRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final DataType I64 = DataType.INT64;
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static final Map<String, Tensor> REALS =
      Map.of("x", floats(shape(5), 7, -7, 7, 1, 1), "y", floats(shape(5), 2, 2, -2, -INFINITY, 0));
  private static final Map<String, Tensor> INTEGERS =
      Map.of("x", longs(shape(3), 7, -7, 7), "y", longs(shape(3), 2, 2, -2));

  @Test
  void quotients_are_rounded_down_or_towards_zero() {
    assertThat(divide(REALS, F32, 5, "floor")).containsExactly(3, -4, -4, -1, INFINITY);
    assertThat(divide(REALS, F32, 5, "trunc")).containsExactly(3, -3, -3, -0.0, INFINITY);
    assertThat(divide(INTEGERS, I64, 3, "floor")).containsExactly(3, -4, -4);
    assertThat(divide(INTEGERS, I64, 3, "trunc")).containsExactly(3, -3, -3);
  }

  private static double[] divide(Map<String, Tensor> inputs, DataType type, int count, String mode) {
    return apply(
        inputs, type, List.of(count), "aten::div.Tensor_mode", "self", "x", "other", "y", "rounding_mode",
        new Argument.Text(mode));
  }

  @Test
  void remainders_have_the_sign_of_the_divisor_or_of_the_dividend() {
    assertThat(apply(REALS, F32, List.of(5), "aten::remainder.Tensor", "self", "x", "other", "y"))
        .containsExactly(1, 1, -1, -INFINITY, NAN);
    assertThat(apply(REALS, F32, List.of(5), "aten::fmod.Tensor", "self", "x", "other", "y"))
        .containsExactly(1, -1, 1, 1, NAN);
    assertThat(apply(INTEGERS, I64, List.of(3), "aten::remainder.Tensor", "self", "x", "other", "y"))
        .containsExactly(1, 1, -1);
    assertThat(apply(INTEGERS, I64, List.of(3), "aten::fmod.Scalar", "self", "x", "other", 4))
        .containsExactly(3, -3, 3);
  }

  @Test
  void an_integer_divided_by_zero_ends_the_run() {
    assertThatThrownBy(
        () -> apply(INTEGERS, I64, List.of(3), "aten::remainder.Scalar", "self", "x", "other", 0))
        .isInstanceOf(CompileException.class)
        .hasMessage("model: op0: / by zero");
  }
}
