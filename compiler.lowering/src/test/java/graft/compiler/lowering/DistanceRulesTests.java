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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Distances and the losses that are made of them. Expected numbers are PyTorch's. */
class DistanceRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Offset<Double> NEAR = Offset.offset(1e-5);

  @Test
  void all_rows_are_measured_against_all() {
    Map<String, Tensor> rows =
        Map.of("x", floats(shape(2, 2), 0, 0, 3, 4), "y", floats(shape(3, 2), 0, 0, 6, 8, 3, 0));

    assertThat(apply(rows, F32, List.of(2, 3), "aten::cdist.default", "x1", "x", "x2", "y"))
        .containsExactly(0, 10, 3, 5, 5, 4);
    assertThat(apply(rows, F32, List.of(2, 3), "aten::cdist.default", "x1", "x", "x2", "y", "p", 1.0))
        .containsExactly(0, 14, 3, 7, 7, 4);
  }

  @Test
  void rows_are_measured_against_each_other() {
    Map<String, Tensor> pair = Map.of("x", floats(shape(1, 2), 0, 3), "y", floats(shape(1, 2), 4, 0));

    assertThat(apply(pair, F32, List.of(1), "aten::pairwise_distance.default", "x1", "x", "x2", "y", "eps", 0.0))
        .containsExactly(5);
    assertThat(apply(pair, F32, List.of(), "aten::dist.default", "self", "x", "other", "y")).containsExactly(5);
  }

  @Test
  void triplets_lose_what_the_positive_is_farther_than_the_negative() {
    Map<String, Tensor> triplet = Map.of(
        "a", floats(shape(1, 2), 0, 0), "n", floats(shape(1, 2), 0, 1), "p", floats(shape(1, 2), 3, 4));

    assertThat(
        apply(
            triplet, F32, List.of(), "aten::triplet_margin_loss.default", "anchor", "a", "positive", "p", "negative",
            "n", "eps", 0.0))
        .containsExactly(5);
  }

  @Test
  void vectors_shall_be_alike_or_not() {
    Map<String, Tensor> pairs = Map.of(
        "t", floats(shape(2), 1, -1), "x", floats(shape(2, 2), 1, 0, 1, 1), "y", floats(shape(2, 2), 1, 1, 1, 0));

    assertThat(
        apply(
            pairs, F32, List.of(2), "aten::cosine_embedding_loss.default", "input1", "x", "input2", "y", "target", "t",
            "reduction", 0))
        .containsExactly(new double[]{0.292893, 0.707107}, NEAR);
  }

  @Test
  void ranks_and_hinges_have_margins() {
    Map<String, Tensor> inputs = Map.of(
        "t", floats(shape(2), 1, -1), "x", floats(shape(2), 1, 2), "y", floats(shape(2), 3, 1));

    assertThat(
        apply(
            inputs, F32, List.of(2), "aten::margin_ranking_loss.default", "input1", "x", "input2", "y", "target", "t",
            "margin", 0.5, "reduction", 0))
        .containsExactly(2.5, 1.5);
    assertThat(
        apply(
            inputs, F32, List.of(2), "aten::hinge_embedding_loss.default", "self", "x", "target", "t", "margin", 3.0,
            "reduction", 0))
        .containsExactly(1, 1);
  }

  @Test
  void cross_entropy_takes_classes_or_probabilities_and_is_smoothed() {
    Tensor x = floats(shape(2, 3), 1, 2, 0, 0, 1, 3);
    Map<String, Tensor> classes = Map.of("t", longs(shape(2), 1, 0), "x", x);
    Map<String, Tensor> ignored = Map.of("t", longs(shape(2), 1, -100), "x", x);
    Map<String, Tensor> shares = Map.of("t", floats(shape(2, 3), 0.5, 0.5, 0, 0, 0, 1), "x", x);

    assertThat(crossEntropy(classes, List.of(2), "reduction", 0))
        .containsExactly(new double[]{0.407606, 3.169846}, NEAR);
    assertThat(crossEntropy(ignored, List.of(), "label_smoothing", 0.3))
        .containsExactly(new double[]{0.707606}, NEAR);
    assertThat(crossEntropy(shares, List.of(), "reduction", 1)).containsExactly(new double[]{0.538726}, NEAR);
  }

  private static double[] crossEntropy(Map<String, Tensor> inputs, List<?> sizes, String option, Object value) {
    return apply(
        inputs, F32, sizes, "aten::cross_entropy_loss.default", "self", "x", "target", "t", option, value);
  }
}
