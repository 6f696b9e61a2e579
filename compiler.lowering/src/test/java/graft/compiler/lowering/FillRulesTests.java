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

/** Tensors made of numbers. */
class FillRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final DataType I64 = DataType.INT64;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void ranges_of_integers_and_of_real_numbers() {
    assertThat(apply(Map.of(), I64, List.of(3), "aten::arange.start_step", "start", 5, "end", -1, "step", -2))
        .containsExactly(5, 3, 1);
    assertThat(apply(Map.of(), F32, List.of(3), "aten::arange.start_step", "start", 0, "end", 0.3, "step", 0.1))
        .containsExactly(0, 0.1f, 0.2f);
    assertThat(apply(Map.of(), F32, List.of(2), "aten::arange.default", "end", 2)).containsExactly(0, 1);
  }

  @Test
  void a_tensor_is_filled_with_a_number_or_an_element() {
    Map<String, Tensor> inputs = Map.of("x", longs(shape(2), 1, 2), "y", floats(shape(), 7.9));

    assertThat(apply(inputs, I64, List.of(2), "aten::fill.Tensor", "self", "x", "value", "y")).containsExactly(7, 7);
    assertThat(apply(inputs, F32, List.of(2), "aten::full_like.default", "self", "x", "fill_value", INFINITY))
        .containsExactly(INFINITY, INFINITY);
  }
}
