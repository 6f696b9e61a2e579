package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static graft.compiler.lowering.Lowerings.truths;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writing into a copy at places known ahead, or named by tensors. */
class ScatterRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Offset<Double> NEAR = Offset.offset(1e-6);

  private static final Map<String, Tensor> LINE =
      Map.of("x", floats(shape(4), 1, 2, 3, 4), "y", longs(shape(3), 0, 2, 0), "z", floats(shape(3), 10, 20, 30));

  @Test
  void a_slice_or_an_element_is_replaced() {
    Map<String, Tensor> inputs =
        Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", floats(shape(2, 2), 7, 8, 9, 10), "z",
            floats(shape(3), -1, -2, -3));

    assertThat(
        apply(inputs, F32, List.of(2, 3), "aten::slice_scatter.default", "self", "x", "src", "y", "dim", 1, "start", 0,
            "step", 2))
        .containsExactly(7, 2, 8, 9, 5, 10);
    assertThat(
        apply(inputs, F32, List.of(2, 3), "aten::select_scatter.default", "self", "x", "src", "z", "dim", 0, "index",
            -1))
        .containsExactly(1, 2, 3, -1, -2, -3);
  }

  @Test
  void elements_go_where_the_index_says_the_last_one_last() {
    assertThat(
        apply(LINE, F32, List.of(4), "aten::scatter.src", "self", "x", "dim", 0, "index", "y", "src", "z"))
        .containsExactly(30, 2, 20, 4);
    assertThat(
        apply(LINE, F32, List.of(4), "aten::scatter.value", "self", "x", "dim", -1, "index", "y", "value", 7))
        .containsExactly(7, 2, 7, 4);
    assertThat(
        apply(LINE, F32, List.of(4), "aten::scatter_add.default", "self", "x", "dim", 0, "index", "y", "src", "z"))
        .containsExactly(41, 2, 23, 4);
  }

  @ParameterizedTest
  @CsvSource({"sum, true, 41, 23", "sum, false, 40, 20", "prod, true, 300, 60", "amax, false, 30, 20",
      "amin, true, 1, 3", "mean, true, 13.666667, 11.5", "mean, false, 20, 20"})
  void elements_are_combined(String reduce, boolean includesSelf, double first, double third) {
    double[] result = apply(
        LINE, F32, List.of(4), "aten::scatter_reduce.two", "self", "x", "dim", 0, "index", "y", "src", "z", "reduce",
        new Argument.Text(reduce), "include_self", includesSelf);

    assertThat(result).containsExactly(new double[]{first, 2, third, 4}, NEAR);
  }

  @Test
  void values_are_put_at_places_or_added_there() {
    var places = new Argument.OptionalTensors(List.of(Optional.of("y")));

    assertThat(
        apply(LINE, F32, List.of(4), "aten::index_put.default", "self", "x", "indices", places, "values", "z"))
        .containsExactly(30, 2, 20, 4);
    assertThat(
        apply(LINE, F32, List.of(4), "aten::index_put.default", "self", "x", "indices", places, "values", "z",
            "accumulate", true))
        .containsExactly(41, 2, 23, 4);
  }

  @Test
  void lines_are_copied_or_added_at_places_along_a_dimension() {
    Map<String, Tensor> inputs = Map.of(
        "x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", longs(shape(2), 2, 0), "z",
        floats(shape(2, 2), 10, 20, 30, 40));

    assertThat(
        apply(inputs, F32, List.of(2, 3), "aten::index_copy_.default", "self", "x", "dim", -1, "index", "y", "source",
            "z"))
        .containsExactly(20, 2, 10, 40, 5, 30);
    assertThat(
        apply(inputs, F32, List.of(2, 3), "aten::index_add.default", "self", "x", "dim", 1, "index", "y", "source",
            "z", "alpha", 2))
        .containsExactly(41, 2, 23, 84, 5, 66);
  }

  @Test
  void places_may_leave_out_dimensions_and_be_masks() {
    Map<String, Tensor> columns =
        Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", longs(shape(1), -1), "z", floats(shape(2, 1), 7, 8));
    Map<String, Tensor> rows =
        Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", truths(shape(2), 0, 1), "z", floats(shape(), 9));

    assertThat(
        apply(columns, F32, List.of(2, 3), "aten::index_put.default", "self", "x", "indices",
            new Argument.OptionalTensors(List.of(Optional.empty(), Optional.of("y"))), "values", "z"))
        .containsExactly(1, 2, 7, 4, 5, 8);
    assertThat(
        apply(rows, F32, List.of(2, 3), "aten::index_put.default", "self", "x", "indices",
            new Argument.OptionalTensors(List.of(Optional.of("y"))), "values", "z"))
        .containsExactly(1, 2, 3, 9, 9, 9);
  }

  @Test
  void masked_places_take_what_comes_next() {
    Map<String, Tensor> inputs =
        Map.of("x", floats(shape(3), 1, 2, 3), "y", truths(shape(3), 1, 0, 1), "z", floats(shape(3), 7, 8, 9));

    assertThat(
        apply(inputs, F32, List.of(3), "aten::masked_scatter.default", "self", "x", "mask", "y", "source", "z"))
        .containsExactly(7, 2, 8);
  }

  @Test
  void every_operator_has_its_form_in_place() {
    var model = new ModelBuilder("cpu").input("x", F32, 4)
        .call("sums", F32, List.of(4), "aten::cumsum_.default", "self", "x", "dim", 0)
        .call("more", F32, List.of(4), "aten::addcmul_.default", "self", "sums", "tensor1", "sums", "tensor2", "sums")
        .output("more");
    Map<String, Tensor> outputs = Lowerings.run(model, Map.of("x", floats(shape(4), 1, 2, 3, 4)), Map.of());

    assertThat(elements(outputs.get("output_0"))).containsExactly(2, 12, 42, 110);
    assertThat(elements(outputs.get("mutated_x"))).containsExactly(2, 12, 42, 110);
  }

  @Test
  void a_place_outside_ends_the_run() {
    Map<String, Tensor> inputs = Map.of("x", LINE.get("x"), "y", longs(shape(3), 0, 4, 0), "z", LINE.get("z"));

    assertThatThrownBy(
        () -> apply(inputs, F32, List.of(4), "aten::scatter_add.default", "self", "x", "dim", 0, "index", "y", "src",
            "z"))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("index 4 is out of bounds for a dimension of size 4");
  }
}
