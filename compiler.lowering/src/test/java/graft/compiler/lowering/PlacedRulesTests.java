package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writing into a copy along diagonals, by steps in memory, and at places. Expected numbers are PyTorch's. */
class PlacedRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Map<String, Tensor> MATRIX =
      Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", floats(shape(2), 7, 8));

  @Test
  void diagonals_are_replaced_above_and_below() {
    assertThat(
        apply(MATRIX, F32, List.of(2, 3), "aten::diagonal_scatter.default", "self", "x", "src", "y", "offset", 1))
        .containsExactly(1, 7, 3, 4, 5, 8);
    assertThat(
        apply(MATRIX, F32, List.of(2, 3), "aten::diagonal_scatter.default", "self", "x", "src", "y", "dim1", 1, "dim2",
            0, "offset", -1))
        .containsExactly(1, 7, 3, 4, 5, 8);
  }

  @Test
  void memory_is_written_by_steps() {
    assertThat(
        apply(MATRIX, F32, List.of(2, 3), "aten::as_strided_scatter.default", "self", "x", "src", "y", "size",
            new int[]{2}, "stride", new int[]{3}, "storage_offset", 2))
        .containsExactly(1, 2, 7, 4, 5, 8);
  }

  @ParameterizedTest
  @CsvSource({"amax, true, 20", "amin, false, 10", "prod, true, 400", "mean, false, 15"})
  void lines_are_combined_at_places(String reduce, boolean includesSelf, double expected) {
    var inputs = Map.of(
        "x", floats(shape(3, 1), 1, 2, 3), "y", longs(shape(2), 1, 1), "z", floats(shape(2, 1), 10, 20));

    assertThat(
        apply(inputs, F32, List.of(3, 1), "aten::index_reduce.default", "self", "x", "dim", 0, "index", "y", "source",
            "z", "reduce", new Argument.Text(reduce), "include_self", includesSelf))
        .containsExactly(1, expected, 3);
  }

  @Test
  void values_are_put_at_places_of_the_flattened_tensor() {
    var inputs = Map.of(
        "x", floats(shape(2, 2), 1, 2, 3, 4), "y", longs(shape(1, 2), 3, 3), "z", floats(shape(1, 2), 10, 20));

    assertThat(apply(inputs, F32, List.of(2, 2), "aten::put.default", "self", "x", "index", "y", "source", "z"))
        .containsExactly(1, 2, 3, 20);
    assertThat(
        apply(inputs, F32, List.of(2, 2), "aten::put.default", "self", "x", "index", "y", "source", "z", "accumulate",
            true))
        .containsExactly(1, 2, 3, 34);
  }
}
