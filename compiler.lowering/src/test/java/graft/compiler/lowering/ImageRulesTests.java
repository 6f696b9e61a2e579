package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
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

/** Patches put together, and images read between their pixels. */
class ImageRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Offset<Double> NEAR = Offset.offset(1e-6);

  @Test
  void patches_that_overlap_are_summed() {
    // Two patches of 2 x 2, one column apart, over an image of 2 x 3.
    Map<String, Tensor> x = Map.of("x", floats(shape(4, 2), 1, 10, 2, 20, 3, 30, 4, 40));

    assertThat(
        apply(x, F32, List.of(1, 2, 3), "aten::col2im.default", "self", "x", "output_size", new int[]{2, 3},
            "kernel_size", new int[]{2, 2}, "dilation", new int[]{1, 1}, "padding", new int[]{0, 0}, "stride",
            new int[]{1, 1}))
        .containsExactly(1, 12, 20, 3, 34, 40);
  }

  @Test
  void what_lies_in_the_padding_falls_away_and_gaps_stay_empty() {
    // Patches of one pixel at columns -1, 1 and 3 of a padded image of 1 x 3.
    Map<String, Tensor> x = Map.of("x", floats(shape(1, 3), 1, 2, 3));

    assertThat(
        apply(x, F32, List.of(1, 1, 3), "aten::col2im.default", "self", "x", "output_size", new int[]{1, 3},
            "kernel_size", new int[]{1, 1}, "dilation", new int[]{1, 1}, "padding", new int[]{0, 1}, "stride",
            new int[]{1, 2}))
        .containsExactly(0, 2, 0);
  }

  /** Samples of the image 0 1 2 3 in one row. */
  @ParameterizedTest
  @CsvSource({
      "bilinear inside, 0.25, 0, 0, true, 1.875", "bilinear over the border, -1.5, 0, 0, true, 0",
      "zeros fade in, 1, 0, 0, false, 1.5", "border, 1.5, 0, 1, true, 3",
      "reflected at the last pixel, 1.5, 0, 2, true, 2.25",
      "reflected at its edge, 1.5, 0, 2, false, 2.5", "nearest, 0.25, 1, 0, true, 2",
      "cubic on a pixel, 1, 2, 1, true, 3",
      "cubic on a line, 0, 2, 0, true, 1.5"})
  void an_image_is_sampled(String what, double x, int mode, int padding, boolean alignCorners, double expected) {
    Map<String, Tensor> inputs =
        Map.of("x", floats(shape(1, 1, 1, 4), 0, 1, 2, 3), "y", floats(shape(1, 1, 1, 2), x, 0));

    double[] sample = apply(
        inputs, F32, List.of(1, 1, 1, 1), "aten::grid_sampler_2d.default", "input", "x", "grid", "y",
        "interpolation_mode", mode, "padding_mode", padding, "align_corners", alignCorners);

    assertThat(sample).as(what).containsExactly(new double[]{expected}, NEAR);
  }

  @Test
  void a_matrix_turns_the_places_of_an_image() {
    Map<String, Tensor> matrix = Map.of("x", floats(shape(1, 2, 3), 1, 2, 3, 4, 5, 6));

    assertThat(
        apply(matrix, DataType.FLOAT32, List.of(1, 2, 2, 2), "aten::affine_grid_generator.default", "theta", "x",
            "size",
            new int[]{1, 1, 2, 2}, "align_corners", false))
        .containsExactly(1.5, 1.5, 2.5, 5.5, 3.5, 6.5, 4.5, 10.5);
    assertThat(
        apply(matrix, DataType.FLOAT32, List.of(1, 1, 2, 2), "aten::affine_grid_generator.default", "theta", "x",
            "size",
            new int[]{1, 1, 1, 2}, "align_corners", true))
        .containsExactly(2, 2, 4, 10);
  }
}
