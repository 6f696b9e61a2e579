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
import org.junit.jupiter.api.Test;

/** Truth values and bits. */
class LogicRulesTests {

  private static final DataType I64 = DataType.INT64;
  private static final DataType BOOL = DataType.BOOL;
  private static final double NAN = Double.NaN;

  private static final Map<String, Tensor> REALS =
      Map.of("x", floats(shape(4), NAN, 0.5, 0, 0), "y", floats(shape(4), 1, 0, 2, 0));
  private static final Map<String, Tensor> BITS =
      Map.of("x", longs(shape(2), 0b1100, -1), "y", longs(shape(2), 0b1010, 5));

  @Test
  void what_is_not_zero_is_true() {
    assertThat(logical("and")).containsExactly(1, 0, 0, 0);
    assertThat(logical("or")).containsExactly(1, 1, 1, 0);
    assertThat(logical("xor")).containsExactly(0, 1, 1, 0);
    assertThat(apply(REALS, BOOL, List.of(4), "aten::logical_not.default", "self", "x")).containsExactly(0, 0, 1, 1);
  }

  private static double[] logical(String name) {
    return apply(REALS, BOOL, List.of(4), "aten::logical_" + name + ".default", "self", "x", "other", "y");
  }

  @Test
  void integers_are_combined_bit_by_bit() {
    assertThat(apply(BITS, I64, List.of(2), "aten::bitwise_and.Tensor", "self", "x", "other", "y"))
        .containsExactly(0b1000, 5);
    assertThat(apply(BITS, I64, List.of(2), "aten::bitwise_or.Scalar", "self", "x", "other", 1))
        .containsExactly(0b1101, -1);
    assertThat(apply(BITS, I64, List.of(2), "aten::bitwise_xor.Tensor", "self", "x", "other", "y"))
        .containsExactly(0b0110, -6);
    assertThat(apply(BITS, I64, List.of(2), "aten::bitwise_not.default", "self", "x")).containsExactly(-13, 0);
  }

  @Test
  void no_comparison_with_nan_holds_but_that_of_being_different() {
    assertThat(apply(REALS, BOOL, List.of(4), "aten::le.Tensor", "self", "x", "other", "y"))
        .containsExactly(0, 0, 1, 1);
    assertThat(apply(REALS, BOOL, List.of(4), "aten::ne.Tensor", "self", "x", "other", "x"))
        .containsExactly(1, 0, 0, 0);
  }
}
