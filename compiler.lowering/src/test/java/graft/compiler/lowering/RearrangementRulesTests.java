package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Copies in another order, and views that step through memory. */
class RearrangementRulesTests {

  private static final DataType F32 = DataType.FLOAT32;

  private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6));

  @Test
  void dimensions_are_flipped() {
    assertThat(apply(MATRIX, F32, List.of(2, 3), "aten::flip.default", "self", "x", "dims", new int[]{-1}))
        .containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(apply(MATRIX, F32, List.of(2, 3), "aten::flip.default", "self", "x", "dims", new int[]{0, 1}))
        .containsExactly(6, 5, 4, 3, 2, 1);
  }

  @Test
  void elements_are_repeated_in_old_and_new_dimensions() {
    Map<String, Tensor> x = Map.of("x", floats(shape(2), 1, 2));

    assertThat(apply(x, F32, List.of(2, 4), "aten::repeat.default", "self", "x", "repeats", new int[]{2, 2}))
        .containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
    assertThat(
        apply(Map.of("x", floats(shape(0))), F32, List.of(0), "aten::repeat.default", "self", "x", "repeats",
            new int[]{3}))
        .isEmpty();
  }

  @Test
  void elements_are_rolled_along_a_dimension_or_all_together() {
    assertThat(
        apply(MATRIX, F32, List.of(2, 3), "aten::roll.default", "self", "x", "shifts", new int[]{1}, "dims",
            new int[]{1}))
        .containsExactly(3, 1, 2, 6, 4, 5);
    assertThat(apply(MATRIX, F32, List.of(2, 3), "aten::roll.default", "self", "x", "shifts", new int[]{-2}))
        .containsExactly(3, 4, 5, 6, 1, 2);
  }

  @Test
  void diagonals_begin_beside_the_corner() {
    assertThat(apply(MATRIX, F32, List.of(2), "aten::diagonal.default", "self", "x", "offset", 1))
        .containsExactly(2, 6);
    assertThat(apply(MATRIX, F32, List.of(1), "aten::diagonal.default", "self", "x", "offset", -1))
        .containsExactly(4);
  }

  @Test
  void steps_may_overlap() {
    assertThat(
        apply(MATRIX, F32, List.of(2, 3), "aten::as_strided.default", "self", "x", "size", new int[]{2, 3}, "stride",
            new int[]{1, 2}, "storage_offset", 0))
        .containsExactly(1, 3, 5, 2, 4, 6);
  }

  @Test
  void steps_count_in_the_memory_of_a_tensor_that_is_a_view() {
    var model = new ModelBuilder("cpu")
        .input("x", F32, 4)
        .call(
            List.of("part"),
            new TensorMeta(F32, sizes(2), sizes(1), new SymInt.Fixed(2), "cpu"), "aten::slice.Tensor", "self", "x",
            "start", 2)
        .call("all", F32, List.of(4), "aten::as_strided.default", "self", "part", "size", new int[]{4}, "stride",
            new int[]{1}, "storage_offset", 0)
        .call("result", F32, List.of(4), "aten::neg.default", "self", "all")
        .output("result");

    var results = Lowerings.run(model, Map.of("x", floats(shape(4), 1, 2, 3, 4)), Map.of());

    assertThat(Lowerings.elements(results.get("output_0"))).containsExactly(-1, -2, -3, -4);
  }

  private static List<SymInt> sizes(long size) {
    return List.of(new SymInt.Fixed(size));
  }
}
