package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Extremes and their places: ties, NaN, no dimension, no element. */
class ExtremeRulesTests {

  private static final DataType I64 = DataType.INT64;
  private static final DataType BOOL = DataType.BOOL;
  private static final double NAN = Double.NaN;

  private static final Map<String, Tensor> MATRIX = Map.of("x", floats(shape(2, 3), 1, 5, 5, NAN, 0, NAN));

  @Test
  void the_first_of_equal_elements_is_found_and_nan_before_all() {
    assertThat(apply(MATRIX, I64, List.of(2), "aten::argmax.default", "self", "x", "dim", -1)).containsExactly(1, 0);
    assertThat(apply(MATRIX, I64, List.of(1, 3), "aten::argmin.default", "self", "x", "dim", 0, "keepdim", true))
        .containsExactly(1, 1, 1);
  }

  @Test
  void without_a_dimension_elements_are_counted_row_by_row() {
    Map<String, Tensor> x = Map.of("x", longs(shape(2, 2), 1, 2, 9, 9));

    assertThat(apply(x, I64, List.of(), "aten::argmax.default", "self", "x")).containsExactly(2);
    assertThat(apply(Map.of("x", floats(shape(), 3)), I64, List.of(), "aten::argmax.default", "self", "x", "dim", 0))
        .containsExactly(0);
  }

  @Test
  void values_come_with_their_places() {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("values", ModelBuilder.meta(I64, "cpu", 2));
    results.put("places", ModelBuilder.meta(I64, "cpu", 2));
    var model = new ModelBuilder("cpu")
        .input("x", I64, 2, 2)
        .call(results, "aten::min.dim", "self", "x", "dim", 1)
        .output("values")
        .output("places");

    var least = Lowerings.run(model, Map.of("x", longs(shape(2, 2), 4, 3, -1, 0)), Map.of());

    assertThat(Lowerings.elements(least.get("output_0"))).containsExactly(3, -1);
    assertThat(Lowerings.elements(least.get("output_1"))).containsExactly(1, 0);
  }

  @Test
  void any_and_all() {
    Map<String, Tensor> x = Map.of("x", floats(shape(2, 2), 0, NAN, 0, 0));

    assertThat(apply(x, BOOL, List.of(), "aten::any.default", "self", "x")).containsExactly(1);
    assertThat(apply(x, BOOL, List.of(2), "aten::any.dim", "self", "x", "dim", 1)).containsExactly(1, 0);
    assertThat(apply(x, BOOL, List.of(2), "aten::all.dim", "self", "x", "dim", 0)).containsExactly(0, 0);
    assertThat(apply(x, BOOL, List.of(2, 2), "aten::any.dims", "self", "x", "dim", new int[]{}))
        .as("no dimension is reduced")
        .containsExactly(0, 1, 0, 0);
  }

  @Test
  void of_nothing_none_is_true_and_all_are() {
    Map<String, Tensor> x = Map.of("x", floats(shape(0)));

    assertThat(apply(x, BOOL, List.of(), "aten::any.default", "self", "x")).containsExactly(0);
    assertThat(apply(x, BOOL, List.of(), "aten::all.default", "self", "x")).containsExactly(1);
  }
}
