package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The most frequent elements. Expected numbers are PyTorch's. */
class ModeRulesTests {

  @Test
  void the_smallest_of_the_most_frequent_is_the_mode_where_it_is_last() {
    var results = new LinkedHashMap<String, TensorMeta>();
    results.put("values", ModelBuilder.meta(DataType.INT64, "cpu", 2));
    results.put("places", ModelBuilder.meta(DataType.INT64, "cpu", 2));
    var model = new ModelBuilder("cpu").input("x", DataType.INT64, 2, 5)
        .call(results, "aten::mode.default", "self", "x")
        .output("values").output("places");
    Map<String, Tensor> outputs =
        Lowerings.run(model, Map.of("x", longs(shape(2, 5), 3, 1, 3, 1, 2, 7, 7, 0, 0, 7)), Map.of());

    assertThat(elements(outputs.get("output_0"))).containsExactly(1, 7);
    assertThat(elements(outputs.get("output_1"))).containsExactly(3, 4);
  }
}
