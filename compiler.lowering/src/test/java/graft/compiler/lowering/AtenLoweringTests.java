package graft.compiler.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.UnknownOperatorsException;
import graft.compiler.api.model.Argument;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AtenLoweringTests {

  private static final DataType F32 = DataType.FLOAT32;

  private static List<String> kinds(Lowered lowered) {
    return lowered.schedule().nodes().stream().map(node -> ((Node.Single) node).operation().kind()).toList();
  }

  private static Operation operation(Lowered lowered, int node) {
    return ((Node.Single) lowered.schedule().nodes().get(node)).operation();
  }

  private static Body body(Lowered lowered) {
    return Objects.requireNonNull(lowered.bodies().get("op0"));
  }

  private static Buffer buffer(Lowered lowered, String name) {
    return Objects.requireNonNull(lowered.schedule().buffers().get(name));
  }

  @Nested
  class CustomOperators {

    @Test
    void one_that_writes_in_place_has_no_origin_and_a_name_for_what_it_wrote() {
      var model = new ModelBuilder("cuda:0")
          .input("x", F32, 4)
          .call("out", F32, List.of(4), "aten::empty_like.default", "self", "x")
          .call("graph::inplace_scale.default", "x", "x", "out", "out", "flag", true)
          .call("result", F32, List.of(4), "aten::neg.default", "self", "out")
          .output("result");

      Lowered lowered = Lowerings.lower(model);

      assertThat(kinds(lowered))
          .containsExactly(Operation.NOP_KERNEL, Operation.FALLBACK_KERNEL, Operation.COMPUTED_BUFFER);
      assertThat(operation(lowered, 1).hasOrigin()).isFalse();
      assertThat(operation(lowered, 1).cudagraphUnsafe()).isFalse();
      assertThat(operation(lowered, 1).fallback()).contains(new Operator("graph::inplace_scale", "default"));
      assertThat(buffer(lowered, "buf1").layout()).isEqualTo(Layout.NONE);
      assertThat(buffer(lowered, "buf2").kind()).isEqualTo("MutationOutput");
      assertThat(buffer(lowered, "buf2").mutates()).containsExactly("buf0");
      assertThat(lowered.schedule().mutationRealNames()).isEqualTo(Map.of("buf2", "buf0"));
    }

    @Test
    void one_that_returns_has_an_origin_and_its_result_is_taken_out() {
      var model = new ModelBuilder("cuda:0")
          .input("x", F32, 4)
          .call("result", F32, List.of(4), "graph::functional.default", "x", "x", "flag", true)
          .output("result");

      Lowered lowered = Lowerings.lower(model);

      assertThat(kinds(lowered)).containsExactly(Operation.FALLBACK_KERNEL, Operation.MULTI_OUTPUT);
      assertThat(operation(lowered, 0).hasOrigin()).isTrue();
      assertThat(buffer(lowered, "buf0").layout()).isEqualTo(Layout.MULTI_OUTPUT);
      assertThat(buffer(lowered, "buf0").allocatedBytes()).isEqualTo(16);
      assertThat(buffer(lowered, "buf0").freedBytes()).isZero();
      assertThat(buffer(lowered, "buf1").freedBytes()).isEqualTo(16);
    }

    @Test
    void one_whose_kernel_refuses_capture_is_unsafe() {
      var model = new ModelBuilder("cuda:0")
          .input("x", F32, 4)
          .input("out", F32, 4)
          .call("graph::attention.default", "q", "x", "k", "x", "v", "x", "out", "out")
          .output("out");

      assertThat(operation(Lowerings.lower(model), 0).cudagraphUnsafe()).isTrue();
    }

    @Test
    void a_functionalized_call_writes_in_place_where_nobody_looks_and_else_into_a_copy() {
      Lowered inPlace = Lowerings.lower(functionalized().output("written"));
      Lowered copied = Lowerings.lower(functionalized().output("written").output("made"));

      assertThat(kinds(inPlace)).containsExactly(Operation.COMPUTED_BUFFER, Operation.FALLBACK_KERNEL);
      assertThat(kinds(copied))
          .containsExactly(Operation.COMPUTED_BUFFER, Operation.COMPUTED_BUFFER, Operation.FALLBACK_KERNEL);
      assertThat(copied.results().getFirst().value().buffer()).isEqualTo("buf1");
      assertThat(copied.results().get(1).value().buffer()).isEqualTo("buf0");
    }

    private static ModelBuilder functionalized() {
      var callee = new Argument.Callee(new Operator("graph::inplace_scale", "default"));
      return new ModelBuilder("cuda:0")
          .input("x", F32, 4)
          .call("made", F32, List.of(4), "aten::neg.default", "self", "x")
          .call(
              "written", F32, List.of(4), FallbackRules.AUTO_FUNCTIONALIZED, "", callee, "x", "x", "out", "made",
              "flag", true);
    }
  }

  @Nested
  class Devices {

    @Test
    void a_move_is_a_copy_and_only_the_accelerator_counts_as_one() {
      var model = new ModelBuilder("cuda:0")
          .input("x", F32, 4)
          .call(List.of("host"), ModelBuilder.meta(F32, "cpu", 4), "aten::to.dtype_layout", "self", "x")
          .output("host");

      Node node = Lowerings.lower(model).schedule().nodes().getFirst();

      assertThat(((Node.Single) node).operation().kind()).isEqualTo(Operation.DEVICE_COPY);
      assertThat(node.device()).isEqualTo("cpu");
      assertThat(node.gpu()).isFalse();
    }

    @Test
    void without_cuda_the_cpu_is_the_accelerator() {
      var model =
          new ModelBuilder("cpu").input("x", F32, 4).call("y", F32, List.of(4), "aten::neg.default", "self", "x")
              .output("y");

      assertThat(Lowerings.lower(model).schedule().nodes().getFirst().gpu()).isTrue();
    }
  }

  @Nested
  class Structure {

    @Test
    void matrix_products_are_calls_into_memory_allocated_before() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2, 3)
          .input("w", F32, 4, 3)
          .call("y", F32, List.of(2, 4), "aten::linear.default", "input", "x", "weight", "w")
          .output("y");

      Lowered lowered = Lowerings.lower(model);

      assertThat(kinds(lowered)).containsExactly(Operation.EXTERN_KERNEL_OUT);
      var call = (ExternCall) body(lowered);
      assertThat(call.operator()).isEqualTo(new Operator("aten::mm", "out"));
      assertThat(call.allocates()).isFalse();
      assertThat(call.results().getFirst().buffer()).isEqualTo("buf0");
    }

    @Test
    void what_nobody_uses_is_left_out() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 4)
          .call("unused", F32, List.of(4), "aten::exp.default", "self", "x")
          .call("y", F32, List.of(4), "aten::neg.default", "self", "x")
          .output("y");

      Lowered lowered = Lowerings.lower(model);

      assertThat(lowered.schedule().nodes()).extracting(Node::name).containsExactly("op1");
      assertThat(lowered.bodies()).containsOnlyKeys("op1");
    }

    @Test
    void symbolic_sizes_are_told_and_bound_to_an_input() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, ModelBuilder.symbol("s0"), 8)
          .range("s0", 2, 16)
          .call("y", F32, List.of(ModelBuilder.symbol("s0"), 8), "aten::neg.default", "self", "x")
          .output("y");

      Lowered lowered = Lowerings.lower(model);

      Buffer.Storage storage = buffer(lowered, "buf0").storage();
      assertThat(storage.size()).containsExactly(new Dimension.Symbolic("s0"), new Dimension.Fixed(8));
      assertThat(storage.storageElements()).isEqualTo("8*s0");
      assertThat(storage.bytes()).as("for the example's 4 rows").isEqualTo(128);
      assertThat(lowered.schedule().nodes().getFirst().symbols()).containsExactly("s0");
      assertThat(lowered.symbols()).hasSize(1);
      assertThat(lowered.symbols().getFirst().input()).isEqualTo("x");
      assertThat(lowered.symbols().getFirst().range().contains(17)).isFalse();
    }

    @Test
    void views_disappear_in_the_offset_of_a_load() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 2, 3)
          .call("t", F32, List.of(3, 2), "aten::t.default", "self", "x")
          .call("y", F32, List.of(3, 2), "aten::neg.default", "self", "t")
          .output("y");

      var nest = (LoopNest) body(Lowerings.lower(model));

      assertThat(nest.extents()).containsExactly(Index.of(3), Index.of(2));
      assertThat(nest.value().toString()).contains("Load[buffer=x");
      assertThat(nest.offset().text()).isEqualTo("2*i0 + i1");
    }
  }

  @Nested
  class Refusals {

    @Test
    void all_unknown_operators_are_one_error_with_every_place() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 4)
          .call("a", F32, List.of(4), "my::op.default", "self", "x")
          .call("b", F32, List.of(4), "aten::neg.default", "self", "a")
          .call("other::thing.out", "self", "b")
          .call("c", F32, List.of(4), "my::op.default", "self", "b")
          .output("c");

      var thrown = catchThrowableOfType(UnknownOperatorsException.class, () -> Lowerings.lower(model));

      assertThat(thrown.occurrences())
          .containsExactly(Map.entry("my::op.default", List.of("a", "c")),
              Map.entry("other::thing.out", List.of("call 2")));
      assertThat(thrown)
          .hasMessage(
              "model: unknown operators: my::op.default (at a, c); other::thing.out (at call 2); "
                  + "a bundle adds one with a Kernel service of property graft.op=namespace::name");
    }

    @Test
    void a_known_operator_called_in_an_unknown_way_is_named_with_its_place() {
      var model = new ModelBuilder("cpu")
          .input("x", F32, 4)
          .input("mask", DataType.BOOL, 4)
          .call(
              "y", F32, List.of(4), "aten::index.Tensor", "self", "x", "indices", new String[]{"mask"})
          .output("y");

      assertThatExceptionOfType(CompileException.class)
          .isThrownBy(() -> Lowerings.lower(model))
          .withMessage(
              "model: aten::index.Tensor at y: a mask as an index: the result's size depends on data");
    }
  }
}
