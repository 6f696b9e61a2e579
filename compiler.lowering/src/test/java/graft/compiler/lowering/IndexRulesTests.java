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

/** Elements that other tensors name, and lines that are sorted or summed up. */
class IndexRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final DataType I64 = DataType.INT64;
  private static final double NAN = Double.NaN;

  private static final Map<String, Tensor> TABLE =
      Map.of("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6), "y", longs(shape(2, 2), 2, 0, 1, 1));

  @Test
  void gather_takes_an_element_along_a_dimension() {
    assertThat(apply(TABLE, F32, List.of(2, 2), "aten::gather.default", "self", "x", "dim", 1, "index", "y"))
        .containsExactly(3, 1, 5, 5);
  }

  @Test
  void index_select_takes_lines() {
    Map<String, Tensor> inputs = Map.of("x", TABLE.get("x"), "y", longs(shape(2), 2, 0));

    assertThat(apply(inputs, F32, List.of(2, 2), "aten::index_select.default", "self", "x", "dim", -1, "index", "y"))
        .containsExactly(3, 1, 6, 4);
  }

  @Test
  void sums_and_products_add_up_along_a_dimension() {
    assertThat(apply(TABLE, F32, List.of(2, 3), "aten::cumsum.default", "self", "x", "dim", 1))
        .containsExactly(1, 3, 6, 4, 9, 15);
    assertThat(apply(TABLE, I64, List.of(2, 2), "aten::cumprod.default", "self", "y", "dim", 0))
        .containsExactly(2, 0, 2, 0);
    assertThat(apply(Map.of("x", floats(shape(), 3)), F32, List.of(), "aten::cumsum.default", "self", "x", "dim", 0))
        .containsExactly(3);
  }

  @Test
  void topk_takes_the_largest_first() {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("values", ModelBuilder.meta(F32, "cpu", 2, 2));
    results.put("places", ModelBuilder.meta(I64, "cpu", 2, 2));
    var model = new ModelBuilder("cpu")
        .input("x", F32, 2, 3)
        .call(results, "aten::topk.default", "self", "x", "k", 2)
        .output("values")
        .output("places");

    var top = Lowerings.run(model, Map.of("x", floats(shape(2, 3), 1, NAN, 2, 6, 5, 7)), Map.of());

    assertThat(Lowerings.elements(top.get("output_0"))).containsExactly(NAN, 2, 7, 6);
    assertThat(Lowerings.elements(top.get("output_1"))).containsExactly(1, 2, 2, 0);
  }
}
