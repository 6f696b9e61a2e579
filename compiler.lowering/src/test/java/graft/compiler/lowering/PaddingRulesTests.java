package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Elements around a tensor. */
class PaddingRulesTests {

  private static final DataType F32 = DataType.FLOAT32;

  private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6));

  @Test
  void a_constant_is_put_around_and_what_is_negative_cut_off() {
    assertThat(
        apply(MATRIX, F32, List.of(3, 3), "aten::constant_pad_nd.default", "self", "x", "pad", new int[]{1, -1, 0, 1},
            "value", 9))
        .containsExactly(9, 1, 2, 9, 4, 5, 9, 9, 9);
  }

  @Test
  void borders_are_reflected_or_repeated() {
    Map<String, Tensor> x = Map.of("x", floats(shape(1, 3), 1, 2, 3));

    assertThat(
        apply(x, F32, List.of(1, 7), "aten::reflection_pad1d.default", "self", "x", "padding", new int[]{2, 2}))
        .containsExactly(3, 2, 1, 2, 3, 2, 1);
    assertThat(
        apply(MATRIX, F32, List.of(3, 4), "aten::replication_pad2d.default", "self", "x", "padding",
            new int[]{0, 1, 1, 0}))
        .containsExactly(1, 2, 3, 3, 1, 2, 3, 3, 4, 5, 6, 6);
  }

  @Test
  void what_lies_beyond_one_end_comes_from_the_other_of_what_is_left() {
    Map<String, Tensor> x = Map.of("x", floats(shape(1, 4), 1, 2, 3, 4));

    assertThat(circular(x, 6, 0, 2)).containsExactly(1, 2, 3, 4, 1, 2);
    assertThat(circular(x, 6, 1, 1)).containsExactly(4, 1, 2, 3, 4, 1);
    assertThat(circular(x, 4, -1, 1)).containsExactly(2, 3, 4, 2);
    assertThat(circular(x, 4, 2, -2)).containsExactly(1, 2, 1, 2);
  }

  private static double[] circular(Map<String, Tensor> x, int size, int... padding) {
    return apply(
        x, F32, List.of(1, size), "aten::pad.default", "self", "x", "pad", padding, "mode",
        new Argument.Text("circular"));
  }
}
