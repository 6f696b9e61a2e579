package graft.compiler.lowering;

import static graft.compiler.lowering.Lowerings.apply;
import static graft.compiler.lowering.Lowerings.floats;
import static graft.compiler.lowering.Lowerings.longs;
import static graft.compiler.lowering.Lowerings.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tensors put together and taken apart. */
class JoinRulesTests {

  private static final DataType F32 = DataType.FLOAT32;
  private static final Map<String, Tensor> PAIR =
      Map.of("x", floats(shape(2, 2), 1, 2, 3, 4), "y", floats(shape(2, 2), 5, 6, 7, 8));

  @Test
  void tensors_are_stacked_in_a_new_dimension() {
    assertThat(
        apply(PAIR, F32, List.of(2, 2, 2), "aten::stack.default", "tensors", new String[]{"x", "y"}, "dim", -1))
        .containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
  }

  @Test
  void a_tensor_is_taken_apart() {
    var model = new ModelBuilder("cpu")
        .input("x", F32, 2, 2)
        .call(List.of("first", "second"), ModelBuilder.meta(F32, "cpu", 2), "aten::unbind.int", "self", "x", "dim", 1)
        .output("second");

    assertThat(Lowerings
        .elements(Lowerings.run(model, Map.of("x", floats(shape(2, 2), 1, 2, 3, 4)), Map.of()).get("output_0")))
        .containsExactly(2, 4);
  }

  @Test
  void triangles_keep_one_side_of_a_diagonal() {
    assertThat(apply(PAIR, F32, List.of(2, 2), "aten::tril.default", "self", "x")).containsExactly(1, 0, 3, 4);
    assertThat(apply(PAIR, F32, List.of(2, 2), "aten::triu.default", "self", "x", "diagonal", 1))
        .containsExactly(0, 2, 0, 0);
  }

  @Test
  void elements_are_repeated_one_after_the_other() {
    assertThat(
        apply(PAIR, F32, List.of(2, 4), "aten::repeat_interleave.self_int", "self", "x", "repeats", 2, "dim", 1))
        .containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void tensors_without_elements_are_joined_and_computed_with() {
    Map<String, Tensor> none = Map.of("x", floats(shape(0, 1, 0)), "y", floats(shape(0, 1, 0)));

    assertThat(
        apply(none, F32, List.of(0, 1, 0, 2), "aten::stack.default", "tensors", new String[]{"x", "y"}, "dim", 3))
        .isEmpty();
    assertThat(
        apply(
            Map.of("x", floats(shape(0, 1)), "y", floats(shape(3), 1, 2, 3)), F32, List.of(0, 3), "aten::div.Tensor",
            "self", "x", "other", "y"))
        .isEmpty();
  }

  @Test
  void lines_are_repeated_as_often_as_a_tensor_says() {
    var inputs = Map.of("x", floats(shape(2, 2), 1, 2, 3, 4), "y", longs(shape(2), 0, 2));

    assertThat(
        apply(
            inputs, F32, List.of(2, 2), "aten::repeat_interleave.self_Tensor", "self", "x", "repeats", "y", "dim", 0,
            "output_size", 2))
        .containsExactly(3, 4, 3, 4);
    assertThatThrownBy(
        () -> apply(
            inputs, F32, List.of(2, 2), "aten::repeat_interleave.self_Tensor", "self", "x", "repeats", "y", "dim", 0))
        .isInstanceOf(CompileException.class).hasMessageContaining("output_size is missing");
  }
}
