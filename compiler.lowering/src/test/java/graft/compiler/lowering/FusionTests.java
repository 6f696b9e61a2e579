package graft.compiler.lowering;

import static graft.compiler.api.tensor.DataType.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Node;
import graft.compiler.core.fuse.BaselineFuser;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How many kernels are left of what PyTorch's operators are lowered to. */
class FusionTests {

  private static final List<Integer> ROWS = List.of(32, 64);

  private final ModelBuilder model = new ModelBuilder("cuda:0").input("x", FLOAT32, 32, 64);

  private Lowered fused(String output) {
    Lowered lowered = Lowerings.lower(model.output(output));
    return new BaselineFuser().fuse(lowered, same -> same);
  }

  /** The only kernel that is left. */
  private Body kernel(String output) {
    Lowered lowered = fused(output);
    assertThat(lowered.schedule().nodes()).hasSize(1);
    return bodies(lowered).getFirst();
  }

  private static List<Body> bodies(Lowered lowered) {
    return lowered.schedule().nodes().stream().map(Node::name).map(lowered.bodies()::get).toList();
  }

  @Nested
  class OneKernel {

    @Test
    void pointwise_after_pointwise() {
      model.call("a", FLOAT32, ROWS, "aten::add.Tensor", "self", "x", "other", "x")
          .call("b", FLOAT32, ROWS, "aten::relu.default", "self", "a")
          .call("c", FLOAT32, ROWS, "aten::mul.Tensor", "self", "b", "other", "x");
      assertThat(kernel("c")).isInstanceOfSatisfying(
          LoopNest.class, nest -> assertThat(nest.extents()).hasSize(1));
    }

    @Test
    void a_softmax() {
      model.call("y", FLOAT32, ROWS, "aten::softmax.int", "self", "x", "dim", -1);
      assertThat(kernel("y")).isInstanceOfSatisfying(
          FusedLoops.class, loops -> assertThat(loops.internal()).hasSize(loops.nests().size() - 1));
    }

    @Test
    void a_softmax_over_the_first_dimension() {
      model.call("y", FLOAT32, ROWS, "aten::softmax.int", "self", "x", "dim", 0);
      assertThat(kernel("y")).isInstanceOf(FusedLoops.class);
    }

    @Test
    void a_residual_and_the_layer_norm_after_it() {
      model.call("a", FLOAT32, ROWS, "aten::add.Tensor", "self", "x", "other", "x")
          .call("y", FLOAT32, ROWS, "aten::layer_norm.default", "input", "a", "normalized_shape", new int[]{64});
      assertThat(kernel("y")).isInstanceOf(FusedLoops.class);
    }

    @Test
    void a_group_norm_with_its_activation() {
      var images = new ModelBuilder("cuda:0").input("x", FLOAT32, 4, 32, 8, 8)
          .call("n", FLOAT32, List.of(4, 32, 8, 8), "aten::group_norm.default", "input", "x", "num_groups", 4)
          .call("y", FLOAT32, List.of(4, 32, 8, 8), "aten::silu.default", "self", "n").output("y");
      Lowered lowered = new BaselineFuser().fuse(Lowerings.lower(images), same -> same);
      assertThat(bodies(lowered)).singleElement().isInstanceOf(FusedLoops.class);
    }

    @Test
    void an_activation_of_a_matrix_product() {
      model.input("w", FLOAT32, 64, 64)
          .call("p", FLOAT32, ROWS, "aten::mm.default", "self", "x", "mat2", "w")
          .call("y", FLOAT32, ROWS, "aten::gelu.default", "self", "p");
      assertThat(kernel("y")).isInstanceOfSatisfying(
          FusedCall.class, fused -> assertThat(fused.epilogue().extents()).hasSize(2));
    }
  }

  @Nested
  class Apart {

    @Test
    void what_is_returned_or_called_with_is_kept() {
      model.call("a", FLOAT32, ROWS, "aten::relu.default", "self", "x")
          .call("w", FLOAT32, List.of(64, 32), "aten::permute.default", "self", "x", "dims", new int[]{1, 0})
          .call("p", FLOAT32, List.of(32, 32), "aten::mm.default", "self", "a", "mat2", "w")
          .output("a");
      assertThat(bodies(fused("p"))).hasSize(2).first().isInstanceOf(LoopNest.class);
    }

    @Test
    void a_product_that_is_read_twice_has_memory() {
      model.input("w", FLOAT32, 64, 64)
          .call("p", FLOAT32, ROWS, "aten::mm.default", "self", "x", "mat2", "w")
          .call("y", FLOAT32, ROWS, "aten::relu.default", "self", "p").output("p");
      assertThat(bodies(fused("y"))).hasExactlyElementsOfTypes(ExternCall.class, LoopNest.class);
    }
  }
}
