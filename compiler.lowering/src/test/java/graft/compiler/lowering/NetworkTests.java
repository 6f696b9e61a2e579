package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.model.Argument;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layers that neural networks are made of, on small tensors. Expected numbers are worked out by hand. */
class NetworkTests {

  private static final Offset<Double> NEAR = Offset.offset(1e-5);
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Tensor RAMP = floats(shape(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);

  @Nested
  class Convolutions {

    private static final Map<String, Tensor> LINE =
        Map.of("x", floats(shape(1, 1, 4), 1, 2, 3, 4), "w", floats(shape(1, 1, 2), 1, 10));

    @Test
    void pad_stride_and_dilate() {
      assertThat(OneCall.run(LINE, List.of(1, 1, 3), "aten::conv1d.default", "input", "x", "weight", "w"))
          .containsExactly(21, 32, 43);
      assertThat(
          OneCall.run(
              LINE, List.of(1, 1, 2), "aten::conv1d.default", "input", "x", "weight", "w", "stride", new int[]{2},
              "padding", new int[]{1}, "dilation", new int[]{2}))
          .containsExactly(20, 42);
    }

    @Test
    void pad_one_more_at_the_end_to_keep_the_size() {
      assertThat(
          OneCall.run(
              LINE, List.of(1, 1, 4), "aten::conv1d.padding", "input", "x", "weight", "w", "padding",
              new Argument.Text("same")))
          .containsExactly(21, 32, 43, 4);
    }

    @Test
    void sum_over_channels_of_a_group_and_add_the_bias() {
      Map<String, Tensor> inputs = Map.of(
          "x", floats(shape(2, 2, 1, 1), 1, 2, 3, 4), "w", floats(shape(2, 2, 1, 1), 1, 10, 100, 1000), "b",
          floats(shape(2), 0.5, -0.5), "v", floats(shape(2, 1, 1, 1), 10, 100));

      assertThat(
          OneCall.run(
              inputs, List.of(2, 2, 1, 1), "aten::conv2d.default", "input", "x", "weight", "w", "bias", "b"))
          .containsExactly(21.5, 2099.5, 43.5, 4299.5);
      assertThat(
          OneCall.run(
              inputs, List.of(2, 2, 1, 1), "aten::conv2d.default", "input", "x", "weight", "v", "groups", 2))
          .containsExactly(10, 200, 30, 400);
    }

    @Test
    void spread_each_element_when_transposed() {
      assertThat(
          OneCall.run(
              LINE, List.of(1, 1, 8), "aten::convolution.default", "input", "x", "weight", "w", "stride",
              new int[]{2}, "padding", new int[]{0}, "dilation", new int[]{1}, "transposed", true, "output_padding",
              new int[]{0}, "groups", 1))
          .containsExactly(1, 10, 2, 20, 3, 30, 4, 40);
      assertThat(
          OneCall.run(
              LINE, List.of(1, 1, 3), "aten::conv_transpose1d.default", "input", "x", "weight", "w", "padding",
              new int[]{1}))
          .containsExactly(12, 23, 34);
    }

    @Test
    void take_an_image_without_a_batch_and_a_batch_without_images() {
      Map<String, Tensor> single = Map.of("x", floats(shape(1, 2), 3, 4), "w", LINE.get("w"));
      Map<String, Tensor> none = Map.of("x", floats(shape(0, 1, 2)), "w", LINE.get("w"));

      assertThat(OneCall.run(single, List.of(1, 1), "aten::conv1d.default", "input", "x", "weight", "w"))
          .containsExactly(43);
      assertThat(OneCall.run(none, List.of(0, 1, 1), "aten::conv1d.default", "input", "x", "weight", "w")).isEmpty();
    }

    @Test
    void refuse_channels_that_do_not_fit() {
      Map<String, Tensor> inputs = Map.of("x", floats(shape(1, 2, 2)), "w", LINE.get("w"));

      assertThatThrownBy(
          () -> OneCall.run(inputs, List.of(1, 1, 1), "aten::conv1d.default", "input", "x", "weight", "w"))
          .isInstanceOf(CompileException.class)
          .hasMessageContaining("input has 2 channels, weight [1, 1, 2] in 1 groups expects 1");
    }
  }

  @Nested
  class Pools {

    @Test
    void the_largest_of_a_window_with_its_place() {
      var results = new LinkedHashMap<String, TensorMeta>();
      results.put("largest", ModelBuilder.meta(DataType.FLOAT32, "cpu", 1, 1, 2, 2));
      results.put("places", ModelBuilder.meta(DataType.INT64, "cpu", 1, 1, 2, 2));
      var model = new ModelBuilder("cpu")
          .input("x", DataType.FLOAT32, 1, 1, 3, 3)
          .call(
              results, "aten::max_pool2d_with_indices.default", "self", "x", "kernel_size", new int[]{2, 2}, "padding",
              new int[]{1, 1})
          .output("largest")
          .output("places");
      Tensor x = floats(shape(1, 1, 3, 3), 1, -INFINITY, 3, 7, 5, NAN, 7, 7, NAN);

      var found = Lowerings.run(model, Map.of("x", x), Map.of());

      assertThat(elements(found.get("output_0"))).containsExactly(1, 3, 7, NAN);
      assertThat(elements(found.get("output_1"))).containsExactly(0, 2, 3, 8);
    }

    @Test
    void a_mean_counts_padding_unless_told_otherwise() {
      Map<String, Tensor> x = Map.of("x", floats(shape(1, 1, 3), 6, 12, 18));

      assertThat(
          OneCall.run(
              x, List.of(1, 1, 2), "aten::avg_pool1d.default", "self", "x", "kernel_size", new int[]{3}, "stride",
              new int[]{2}, "padding", new int[]{1}))
          .containsExactly(6, 10);
      assertThat(
          OneCall.run(
              x, List.of(1, 1, 2), "aten::avg_pool1d.default", "self", "x", "kernel_size", new int[]{3}, "stride",
              new int[]{2}, "padding", new int[]{1}, "count_include_pad", false))
          .containsExactly(9, 15);
    }

    @Test
    void a_window_that_ceil_mode_adds_counts_what_it_has() {
      assertThat(
          OneCall.run(
              Map.of("x", RAMP), List.of(1, 1, 2, 2), "aten::avg_pool2d.default", "self", "x", "kernel_size",
              new int[]{2, 2}, "ceil_mode", true))
          .containsExactly(3, 4.5, 7.5, 9);
      assertThat(
          OneCall.run(
              Map.of("x", RAMP), List.of(1, 1, 1, 1), "aten::avg_pool2d.default", "self", "x", "kernel_size",
              new int[]{2, 2}, "divisor_override", 2))
          .containsExactly(6);
    }

    @Test
    void a_mean_of_integers_is_cut_to_an_integer() {
      var model = new ModelBuilder("cpu")
          .input("x", DataType.INT64, 1, 1, 2)
          .call(
              "mean", DataType.INT64, List.of(1, 1, 1), "aten::avg_pool1d.default", "self", "x", "kernel_size",
              new int[]{2})
          .output("mean");

      var found = Lowerings.run(model, Map.of("x", longs(shape(1, 1, 2), -2, -3)), Map.of());

      assertThat(elements(found.get("output_0"))).containsExactly(-2);
    }

    @Test
    void adaptive_windows_overlap_where_sizes_do_not_divide() {
      assertThat(
          OneCall.run(
              Map.of("x", RAMP), List.of(1, 1, 1, 2), "aten::adaptive_avg_pool2d.default", "self", "x", "output_size",
              new int[]{1, 2}))
          .containsExactly(4.5, 5.5);
      assertThat(
          OneCall.run(
              Map.of("x", RAMP), List.of(1, 1, 3, 1), "aten::_adaptive_avg_pool2d.default", "self", "x",
              "output_size", new int[]{3, 1}))
          .containsExactly(2, 5, 8);
    }
  }

  @Nested
  class Normalisations {

    private static final Tensor X = floats(shape(1, 2, 2), 1, 3, 10, 30);

    @Test
    void batches_by_stored_statistics() {
      Map<String, Tensor> inputs = Map.of(
          "x", X, "m", floats(shape(2), 1, 10), "v", floats(shape(2), 4, 100), "w", floats(shape(2), 1, 2), "b",
          floats(shape(2), 0, 5));

      assertThat(
          OneCall.run(
              inputs, List.of(1, 2, 2), "aten::batch_norm.default", "input", "x", "weight", "w", "bias", "b",
              "running_mean", "m", "running_var", "v", "training", false, "eps", 0.0))
          .containsExactly(new double[]{0, 1, 5, 9}, NEAR);
    }

    @Test
    void groups_and_instances_by_their_own() {
      Map<String, Tensor> inputs = Map.of("x", X, "w", floats(shape(2), 1, 2));

      assertThat(
          OneCall.run(
              inputs, List.of(1, 2, 2), "aten::group_norm.default", "input", "x", "num_groups", 2, "weight", "w",
              "eps", 0.0))
          .containsExactly(new double[]{-1, 1, -2, 2}, NEAR);
      assertThat(
          OneCall.run(
              inputs, List.of(1, 2, 2), "aten::instance_norm.default", "input", "x", "use_input_stats", true, "eps",
              0.0))
          .containsExactly(new double[]{-1, 1, -1, 1}, NEAR);
    }

    @Test
    void batches_by_their_own_statistics() {
      assertThat(
          OneCall.run(
              Map.of("x", X), List.of(1, 2, 2), "aten::batch_norm.default", "input", "x", "training", true, "eps", 0.0))
          .containsExactly(new double[]{-1, 1, -1, 1}, NEAR);
    }

    @Test
    void training_is_refused() {
      assertThatThrownBy(
          () -> OneCall.run(
              Map.of("x", X), List.of(1, 2, 2), "aten::dropout.default", "input", "x", "p", 0.1, "train", true))
          .hasMessageContaining("training mode");
    }
  }

  @Nested
  class AttentionOfQueries {

    private static final Map<String, Tensor> INPUTS = Map.of(
        "q", floats(shape(1, 2, 2, 1), 0, 0, 0, 0), "k", floats(shape(1, 1, 2, 1), 1, 2), "v",
        floats(shape(1, 1, 2, 1), 10, 20), "m", floats(shape(2, 2), 0, -INFINITY, -INFINITY, -INFINITY));

    @Test
    void is_a_weighted_mean_of_values() {
      Map<String, Tensor> one = Map.of(
          "q", floats(shape(1, 1, 1, 4), 2 * Math.log(3), 0, 0, 0), "k", floats(shape(1, 1, 2, 4), 1, 0, 0, 0, 0), "v",
          floats(shape(1, 1, 2, 1), 4, 8));

      assertThat(attend(one, List.of(1, 1, 1, 1))).containsExactly(new double[]{5}, NEAR);
      assertThat(attend(one, List.of(1, 1, 1, 1), "scale", 0.0)).containsExactly(new double[]{6}, NEAR);
    }

    @Test
    void looks_only_back_when_causal_and_shares_keys_between_heads() {
      assertThat(attend(INPUTS, List.of(1, 2, 2, 1), "is_causal", true, "enable_gqa", true))
          .containsExactly(10, 15, 10, 15);
    }

    @Test
    void gives_zero_where_a_mask_leaves_nothing() {
      assertThat(attend(INPUTS, List.of(1, 2, 2, 1), "attn_mask", "m")).containsExactly(10, 0, 10, 0);
    }

    private static double[] attend(Map<String, Tensor> inputs, List<?> sizes, Object... more) {
      var arguments = new Object[6 + more.length];
      System.arraycopy(new Object[]{"query", "q", "key", "k", "value", "v"}, 0, arguments, 0, 6);
      System.arraycopy(more, 0, arguments, 6, more.length);
      return OneCall.run(inputs, sizes, "aten::scaled_dot_product_attention.default", arguments);
    }
  }

  @Nested
  class Resampling {

    private static final Map<String, Tensor> PAIR = Map.of("x", floats(shape(1, 1, 2), 0, 4));

    @Test
    void by_the_nearest_element() {
      assertThat(
          OneCall.run(
              PAIR, List.of(1, 1, 3), "aten::upsample_nearest1d.default", "self", "x", "output_size", new int[]{3}))
          .containsExactly(0, 0, 4);
      assertThat(
          OneCall.run(
              PAIR, List.of(1, 1, 3), "aten::upsample_nearest1d.vec", "input", "x", "scale_factors",
              new Argument.Reals(List.of(1.5))))
          .containsExactly(0, 0, 4);
    }

    @Test
    void by_a_mean_of_neighbours() {
      assertThat(
          OneCall.run(
              PAIR, List.of(1, 1, 4), "aten::upsample_linear1d.default", "self", "x", "output_size", new int[]{4},
              "align_corners", false))
          .containsExactly(0, 1, 3, 4);
      assertThat(
          OneCall.run(
              PAIR, List.of(1, 1, 5), "aten::upsample_linear1d.default", "self", "x", "output_size", new int[]{5},
              "align_corners", true))
          .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void a_cubic_filter_keeps_what_is_constant_and_interpolates() {
      Map<String, Tensor> constant = Map.of("x", floats(shape(1, 1, 1, 2), 3, 3));
      Map<String, Tensor> step = Map.of("x", floats(shape(1, 1, 1, 2), 0, 1));

      assertThat(
          OneCall.run(
              constant, List.of(1, 1, 1, 3), "aten::upsample_bicubic2d.default", "self", "x", "output_size",
              new int[]{1, 3}, "align_corners", false))
          .containsExactly(new double[]{3, 3, 3}, NEAR);
      assertThat(
          OneCall.run(
              step, List.of(1, 1, 1, 3), "aten::upsample_bicubic2d.default", "self", "x", "output_size",
              new int[]{1, 3}, "align_corners", true))
          .containsExactly(new double[]{0, 0.5, 1}, NEAR);
    }
  }

  @Nested
  class Activations {

    @ParameterizedTest
    @CsvSource({
        "relu6, 7, 6", "hardtanh, -3, -1", "hardsigmoid, 0, 0.5", "hardswish, 1, 0.6666667", "hardswish, -4, 0",
        "softsign, -1, -0.5", "leaky_relu, -1, -0.01", "hardshrink, 0.4, 0", "softshrink, 2, 1.5",
        "elu, -1, -0.6321206",
        "celu, 2, 2", "selu, 1, 1.0507010", "softplus, 0, 0.6931472", "softplus, 30, 30", "mish, 1, 0.8650984",
        "log_sigmoid, 0, -0.6931472", "relu6, NaN, NaN", "softshrink, NaN, NaN", "hardswish, NaN, NaN"})
    void of_one_number(String name, double x, double expected) {
      double[] result =
          OneCall.run(Map.of("x", floats(shape(1), x)), List.of(1), "aten::" + name + ".default", "self", "x");

      assertThat(result[0]).isCloseTo(expected, NEAR);
    }

    @Test
    void of_channels_and_halves() {
      Map<String, Tensor> inputs =
          Map.of("x", floats(shape(1, 2), -1, -1), "w", floats(shape(2), 0.5, 2), "y", floats(shape(2), 3, 0));

      assertThat(OneCall.run(inputs, List.of(1, 2), "aten::prelu.default", "self", "x", "weight", "w"))
          .containsExactly(-0.5, -2);
      assertThat(OneCall.run(inputs, List.of(1), "aten::glu.default", "self", "y")).containsExactly(1.5);
    }

    @Test
    void the_logarithm_of_a_softmax() {
      Map<String, Tensor> x = Map.of("x", floats(shape(2), 1000, 1000));

      assertThat(OneCall.run(x, List.of(2), "aten::log_softmax.int", "self", "x", "dim", 0))
          .containsExactly(new double[]{-0.6931472, -0.6931472}, NEAR);
    }
  }

  @Test
  void pixels_move_from_channels_into_the_image_and_back() {
    Map<String, Tensor> channels = Map.of("x", floats(shape(4, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8));
    Map<String, Tensor> image = Map.of("x", floats(shape(1, 2, 4), 1, 3, 2, 4, 5, 7, 6, 8));

    assertThat(
        OneCall.run(channels, List.of(1, 2, 4), "aten::pixel_shuffle.default", "self", "x", "upscale_factor", 2))
        .containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
    assertThat(
        OneCall.run(image, List.of(4, 1, 2), "aten::pixel_unshuffle.default", "self", "x", "downscale_factor", 2))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }
}
