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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Elements at new places. Expected numbers are PyTorch's. */
class BlockRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6));

  @Test
  void quarter_turns_go_either_way() {
    assertThat(apply(MATRIX, F32, List.of(3, 2), "aten::rot90.default", "self", "x"))
        .containsExactly(3, 6, 2, 5, 1, 4);
    assertThat(apply(MATRIX, F32, List.of(3, 2), "aten::rot90.default", "self", "x", "k", -1))
        .containsExactly(4, 1, 5, 2, 6, 3);
    assertThat(apply(MATRIX, F32, List.of(2, 3), "aten::rot90.default", "self", "x", "k", 2))
        .containsExactly(6, 5, 4, 3, 2, 1);
  }

  @Test
  void blocks_and_vectors_lie_along_a_diagonal() {
    Map<String, Tensor> blocks = Map.of("x", floats(shape(1, 2), 1, 2), "y", floats(shape(1), 3));

    assertThat(
        apply(blocks, F32, List.of(2, 3), "aten::block_diag.default", "tensors", new String[]{"x", "y"}))
        .containsExactly(1, 2, 0, 0, 0, 3);
    assertThat(apply(blocks, F32, List.of(3, 3), "aten::diagflat.default", "self", "x", "offset", 1))
        .containsExactly(0, 1, 0, 0, 0, 2, 0, 0, 0);
  }

  @Test
  void sets_are_multiplied() {
    Map<String, Tensor> sets = Map.of("x", floats(shape(2), 1, 2), "y", floats(shape(2), 3, 4));

    assertThat(
        apply(sets, F32, List.of(4, 2), "aten::cartesian_prod.default", "tensors", new String[]{"x", "y"}))
        .containsExactly(1, 3, 1, 4, 2, 3, 2, 4);
  }

  @Test
  void elements_are_taken_from_the_flattened_tensor() {
    Map<String, Tensor> inputs = Map.of("i", longs(shape(2), 4, -1), "x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6));

    assertThat(apply(inputs, F32, List.of(2), "aten::take.default", "self", "x", "index", "i")).containsExactly(5, 6);
    assertThat(apply(MATRIX, F32, List.of(1, 3), "aten::sum_to_size.default", "self", "x", "size", new int[]{1, 3}))
        .containsExactly(5, 7, 9);
  }

  @Test
  void masked_places_may_lie_outside() {
    Map<String, Tensor> inputs =
        Map.of("i", longs(shape(3), 0, 9, 1), "m", truths(shape(3), 1, 0, 1), "x", floats(shape(2), 5, 6));

    assertThat(
        apply(
            inputs, F32, List.of(3), "aten::_unsafe_masked_index.default", "self", "x", "mask", "m", "indices",
            new String[]{"i"}, "fill", -1))
        .containsExactly(5, -1, 6);
  }

  @Test
  void pooled_elements_go_back_to_their_places() {
    Map<String, Tensor> inputs =
        Map.of("i", longs(shape(1, 1, 1, 2), 3, 4), "x", floats(shape(1, 1, 1, 2), 5, 7));

    assertThat(
        apply(
            inputs, F32, List.of(1, 1, 2, 4), "aten::max_unpool2d.default", "self", "x", "indices", "i", "output_size",
            new int[]{2, 4}))
        .containsExactly(0, 0, 0, 5, 7, 0, 0, 0);
  }

  @Test
  void groups_of_rows_have_a_matrix_each() {
    Map<String, Tensor> inputs = Map.of(
        "o", longs(shape(3), 1, 1, 3), "w", floats(shape(3, 2, 1), 1, 10, 7, 7, 100, 1000), "x",
        floats(shape(4, 2), 1, 2, 3, 4, 5, 6, 7, 8));

    assertThat(
        apply(
            inputs, F32, List.of(4, 1), "transformers::grouped_mm_fallback.default", "input", "x", "weight", "w",
            "offs", "o"))
        .containsExactly(21, 4300, 6500, 0);
  }

  @Test
  void images_that_become_smaller_are_blurred() {
    Map<String, Tensor> x = Map.of("x", floats(shape(1, 1, 1, 6), 0, 1, 4, 9, 16, 25));

    assertThat(resized(x, "bilinear", 3)).containsExactly(new double[]{1, 7, 18.857143}, Offset.offset(1e-5));
    assertThat(resized(x, "bicubic", 2)).containsExactly(new double[]{1.868420, 15.552632}, Offset.offset(1e-5));
  }

  private static double[] resized(Map<String, Tensor> x, String kind, int width) {
    return apply(
        x, F32, List.of(1, 1, 1, width), "aten::_upsample_" + kind + "2d_aa.default", "self", "x", "output_size",
        new int[]{1, width}, "align_corners", false);
  }

  @Test
  void volumes_are_read_between_their_elements() {
    Map<String, Tensor> inputs = Map.of(
        "g", floats(shape(1, 1, 1, 2, 3), 0, 0, 0, -1, -1, 1), "x",
        floats(shape(1, 1, 2, 2, 2), 0, 1, 2, 3, 4, 5, 6, 7));

    assertThat(
        apply(
            inputs, F32, List.of(1, 1, 1, 1, 2), "aten::grid_sampler_3d.default", "input", "x", "grid", "g",
            "interpolation_mode", 0, "padding_mode", 0, "align_corners", true))
        .containsExactly(3.5, 4);
  }
}
