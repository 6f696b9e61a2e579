package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static graft.compiler.lowering.Lowerings.truths;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators that are made of others, where what they are given is unusual. Expected numbers are PyTorch's. */
class CompositeRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, -2, 3, -4, 5, -6));

  @Test
  void a_factor_may_be_a_truth_value() {
    Map<String, Tensor> pair = Map.of("x", truths(shape(2), 0, 1), "y", truths(shape(2), 1, 0));

    assertThat(
        apply(pair, DataType.BOOL, List.of(2), "aten::add.Tensor", "self", "x", "other", "y", "alpha", false))
        .containsExactly(0, 1);
  }

  @Test
  void products_of_three_tensors_are_summed() {
    Map<String, Tensor> inputs = Map.of(
        "x", floats(shape(1, 2), 1, 2), "y", floats(shape(1, 2), 3, 4), "z", floats(shape(1, 2, 2), 1, 0, 0, 2));

    assertThat(
        apply(
            inputs, F32, List.of(1, 1), "aten::_trilinear.default", "i1", "x", "i2", "z", "i3", "y", "expand1",
            new int[]{1, 3}, "expand2", new int[]{0}, "expand3", new int[]{1, 2}, "sumdim", new int[]{2, 3}))
        .containsExactly(19);
  }

  @Test
  void more_differences_than_elements_leave_none() {
    assertThat(apply(MATRIX, F32, List.of(2, 0), "aten::diff.default", "self", "x", "n", 7)).isEmpty();
    assertThat(apply(MATRIX, F32, List.of(2, 1), "aten::diff.default", "self", "x", "n", 2)).containsExactly(8, -20);
  }

  @Test
  void values_are_searched_in_the_order_that_a_sorter_gives() {
    Map<String, Tensor> inputs = Map.of(
        "order", longs(shape(1, 3), 2, 0, 1), "sequence", floats(shape(1, 3), 3, 5, 1), "x",
        floats(shape(1, 3), 0, 3, 4));

    assertThat(
        apply(
            inputs, DataType.INT64, List.of(1, 3), "aten::searchsorted.Tensor", "sorted_sequence", "sequence", "self",
            "x", "sorter", "order"))
        .containsExactly(0, 1, 2);
  }

  @Test
  void large_integers_are_searched_exactly() {
    long large = 1L << 53;
    Map<String, Tensor> inputs =
        Map.of("sequence", longs(shape(2), large, large + 1), "x", longs(shape(2), large + 1, large + 2));

    assertThat(
        apply(
            inputs, DataType.INT64, List.of(2), "aten::searchsorted.Tensor", "sorted_sequence", "sequence", "self",
            "x"))
        .containsExactly(1, 2);
  }

  @Test
  void norms_of_matrices_are_extremes_of_sums_or_go_over_all_elements() {
    assertThat(matrixNorm(1)).containsExactly(9);
    assertThat(matrixNorm(-1)).containsExactly(5);
    assertThat(matrixNorm(new Argument.Text("inf"))).containsExactly(15);
    assertThat(matrixNorm(new Argument.Text("-inf"))).containsExactly(6);
    assertThat(matrixNorm(new Argument.Text("fro"))[0]).isEqualTo((float) Math.sqrt(91));
  }

  private static double[] matrixNorm(Object order) {
    return apply(MATRIX, F32, List.of(1, 1), "aten::linalg_norm.default", "self", "x", "ord", order, "keepdim", true);
  }

  @Test
  void statistics_of_half_precision_have_the_type_that_the_model_says() {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("result", ModelBuilder.meta(DataType.BFLOAT16, "cpu", 1, 2));
    results.put("mean", ModelBuilder.meta(DataType.BFLOAT16, "cpu", 1, 1));
    results.put("scale", ModelBuilder.meta(DataType.BFLOAT16, "cpu", 1, 1));
    var model = new ModelBuilder("cpu")
        .input("x", F32, 1, 2)
        .call("half", DataType.BFLOAT16, List.of(1, 2), "aten::_to_copy.default", "self", "x", "dtype",
            new Argument.Type(DataType.BFLOAT16))
        .call(results, "aten::native_layer_norm.default", "input", "half", "normalized_shape", new int[]{2}, "eps", 0)
        .output("result")
        .output("mean");

    Map<String, Tensor> values = Lowerings.run(model, Map.of("x", floats(shape(1, 2), 1, 3)), Map.of());

    assertThat(elements(values.get("output_0"))).containsExactly(-1, 1);
    assertThat(elements(values.get("output_1"))).containsExactly(2);
  }
}
