package graft.compiler.lowering;

import static graft.compiler.api.tensor.DataType.FLOAT32;
import static graft.compiler.api.tensor.DataType.INT64;
import static graft.compiler.lowering.Lowerings.elements;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.Source;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What depends on weights alone is computed once, unless somebody writes into them. */
class ConstantFoldingTests {

  private static final List<Integer> FOUR = List.of(4);

  private final ModelBuilder model =
      new ModelBuilder("cpu").input("x", FLOAT32, 4).buffer("w", FLOAT32, 4);

  private static List<Source> folded(Lowered lowered) {
    return lowered.sources().values().stream().filter(Source.Folded.class::isInstance).toList();
  }

  private ModelBuilder scaled() {
    return model.call("e", FLOAT32, FOUR, "aten::exp.default", "self", "w")
        .call("s", FLOAT32, FOUR, "aten::rsqrt.default", "self", "e")
        .call("y", FLOAT32, FOUR, "aten::mul.Tensor", "self", "x", "other", "s").output("y");
  }

  @Test
  void loops_over_weights_are_no_nodes_of_the_graph() {
    Lowered lowered = Lowerings.lower(scaled());
    assertThat(folded(lowered)).hasSize(2);
    assertThat(lowered.schedule().nodes()).hasSize(1);
    assertThat(lowered.schedule().constants()).hasSize(2);
  }

  @Test
  void the_numbers_are_those_of_the_weights_that_a_run_has() {
    var program = Lowerings.program(scaled());
    Map<String, Tensor> x = Map.of("x", floats(shape(4), 1, 2, 3, 4));
    for (double weight : new double[]{0, 2}) {
      Tensor weights = floats(shape(4), weight, weight, weight, weight);
      double factor = Math.exp(-weight / 2);
      assertThat(elements(program.run(x, Map.of("w", weights)).get("output_0")))
          .containsExactly(new double[]{factor, 2 * factor, 3 * factor, 4 * factor}, Offset.offset(1e-6));
    }
  }

  @Test
  void weights_that_a_run_changes_are_looked_at_in_each_run() {
    Lowered lowered = Lowerings.lower(
        scaled().call("n", FLOAT32, FOUR, "aten::add.Tensor", "self", "w", "other", "x").changesBuffer("w", "n"));
    assertThat(folded(lowered)).isEmpty();
    Lowered inPlace = Lowerings.lower(
        new ModelBuilder("cpu").input("x", FLOAT32, 4).buffer("w", FLOAT32, 4)
            .call("e", FLOAT32, FOUR, "aten::exp.default", "self", "w")
            .call("a", FLOAT32, FOUR, "aten::add_.Tensor", "self", "w", "other", "x")
            .call("y", FLOAT32, FOUR, "aten::mul.Tensor", "self", "x", "other", "e").output("y"));
    assertThat(folded(inPlace)).isEmpty();
  }

  @Test
  void what_the_graph_returns_and_what_is_written_into_stays() {
    assertThat(folded(Lowerings.lower(
        model.call("e", FLOAT32, FOUR, "aten::exp.default", "self", "w").output("e")))).isEmpty();
    assertThat(folded(Lowerings.lower(
        new ModelBuilder("cpu").input("x", FLOAT32, 2).buffer("w", FLOAT32, 4)
            .call("e", FLOAT32, FOUR, "aten::exp.default", "self", "w")
            .call("s", FLOAT32, List.of(2), "aten::slice.Tensor", "self", "e", "dim", 0, "start", 0, "end", 2)
            .call("c", FLOAT32, List.of(2), "aten::copy_.default", "self", "s", "src", "x")
            .call("y", FLOAT32, FOUR, "aten::neg.default", "self", "e").output("y"))))
        .isEmpty();
  }

  @Test
  void positions_are_cheaper_computed_than_read() {
    Lowered lowered = Lowerings.lower(
        new ModelBuilder("cpu").input("x", INT64, 4)
            .call("p", INT64, FOUR, "aten::arange.default", "end", 4)
            .call("y", INT64, FOUR, "aten::add.Tensor", "self", "x", "other", "p").output("y"));
    assertThat(folded(lowered)).isEmpty();
  }
}
