package graft.compiler.lowering;

import static graft.compiler.api.tensor.DataType.FLOAT32;
import static graft.compiler.lowering.Lowerings.elements;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.FusedCall;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.core.fuse.BaselineFuser;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order images lie between convolutions: channels last on the CPU, and never where somebody could notice. */
class LayoutTests {

  private static final List<Integer> IMAGES = List.of(2, 4, 6, 6);
  private static final List<Long> CHANNELS_LAST = List.of(144L, 1L, 24L, 4L);
  private static final List<Long> ROW_MAJOR = List.of(144L, 36L, 6L, 1L);

  private static ModelBuilder convolved(String device) {
    return new ModelBuilder(device).input("x", FLOAT32, 2, 3, 6, 6).buffer("w", FLOAT32, 4, 3, 3, 3)
        .call(
            "c", FLOAT32, IMAGES, "aten::conv2d.default", "input", "x", "weight", "w", "padding", new int[]{1, 1});
  }

  /** The strides of what the only convolution writes. */
  private static List<Long> strides(Lowered lowered) {
    return lowered.bodies().values().stream().filter(ExternCall.class::isInstance).map(ExternCall.class::cast)
        .map(call -> call.results().getFirst().strides()).findFirst().orElseThrow().stream()
        .map(stride -> ((Index.Constant) stride).value()).toList();
  }

  @Test
  void what_a_convolution_writes_has_its_channels_last_and_what_is_computed_of_it_too() {
    Lowered lowered = Lowerings.lower(
        convolved("cpu").call("r", FLOAT32, IMAGES, "aten::relu.default", "self", "c").output("r"));
    assertThat(strides(lowered)).isEqualTo(CHANNELS_LAST);
    assertThat(lowered.memory().values().stream().filter(memory -> memory.sizes().size() == 4))
        .filteredOn(memory -> memory.strides().get(1).isConstant(1)).hasSize(2);
  }

  @Test
  void on_other_devices_it_is_row_major() {
    assertThat(strides(Lowerings.lower(convolved("cuda:0").output("c")))).isEqualTo(ROW_MAJOR);
  }

  @Test
  void results_are_row_major() {
    Lowered lowered = Lowerings.lower(convolved("cpu").output("c"));
    assertThat(lowered.results().getFirst().value().strides())
        .isEqualTo(ROW_MAJOR.stream().map(Index::of).toList());
  }

  @Test
  void a_custom_operator_gets_its_tensors_row_major() {
    Lowered lowered = Lowerings.lower(
        convolved("cpu").call("f", FLOAT32, IMAGES, "graph::functional.default", "x", "c").output("f"));
    assertThat(lowered.bodies().values()).filteredOn(
        body -> body instanceof ExternCall call && call.operator().qualifiedName().startsWith("graph::"))
        .singleElement().isInstanceOfSatisfying(
            ExternCall.class,
            call -> assertThat(call.operands().getFirst().operand()).isInstanceOfSatisfying(
                Operand.Tensor.class,
                tensor -> assertThat(tensor.view().strides())
                    .isEqualTo(ROW_MAJOR.stream().map(Index::of).toList())));
  }

  @Test
  void an_activation_is_done_by_the_convolution_in_this_order_too() {
    Lowered lowered = Lowerings.lower(
        convolved("cpu").call("r", FLOAT32, IMAGES, "aten::relu.default", "self", "c")
            .call("s", FLOAT32, List.of(2, 4), "aten::mean.dim", "self", "r", "dim", new int[]{2, 3}).output("s"));
    assertThat(new BaselineFuser().fuse(lowered, same -> same).bodies().values())
        .hasAtLeastOneElementOfType(ExternCall.class).hasSize(2)
        .hasAtLeastOneElementOfType(FusedLoops.class);
    Lowered read = Lowerings.lower(
        convolved("cpu").call("r", FLOAT32, IMAGES, "aten::relu.default", "self", "c")
            .call("o", FLOAT32, List.of(2, 4, 6, 6), "aten::conv2d.default", "input", "r", "weight", "w2")
            .buffer("w2", FLOAT32, 4, 4, 1, 1).output("o"));
    assertThat(new BaselineFuser().fuse(read, same -> same).bodies().values())
        .hasAtLeastOneElementOfType(FusedCall.class).hasAtLeastOneElementOfType(LoopNest.class);
  }

  /** A small network with everything that asks for channels: the same numbers in both orders. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_order_changes_no_number(long seed) {
    Map<String, Tensor> inputs = Map.of("x", random(seed, 2, 3, 6, 6));
    var state = new HashMap<String, Tensor>();
    state.put("w", random(seed + 10, 4, 3, 3, 3));
    state.put("v", random(seed + 20, 6, 4, 1, 1));
    for (String name : List.of("gamma", "beta", "mean")) {
      state.put(name, random(seed + name.length(), 4));
    }
    state.put("var", positive(random(seed + 30, 4)));

    Map<String, Tensor> last = Lowerings.run(network("cpu"), inputs, state);
    Map<String, Tensor> rowMajor = Lowerings.run(network("cuda:0"), inputs, state);

    assertThat(last.keySet()).containsExactlyElementsOf(rowMajor.keySet()).hasSize(4);
    last.forEach((name, tensor) -> assertThat(elements(tensor)).as("%s, seed %d", name, seed)
        .containsExactly(elements(rowMajor.get(name)), Offset.offset(1e-5)));
  }

  private static ModelBuilder network(String device) {
    return convolved(device).buffer("v", FLOAT32, 6, 4, 1, 1).buffer("gamma", FLOAT32, 4)
        .buffer("beta", FLOAT32, 4).buffer("mean", FLOAT32, 4).buffer("var", FLOAT32, 4)
        .call(
            "b", FLOAT32, IMAGES, "aten::batch_norm.default", "input", "c", "weight", "gamma", "bias", "beta",
            "running_mean", "mean", "running_var", "var", "training", false, "momentum", 0.1, "eps", 1e-5)
        .call("r", FLOAT32, IMAGES, "aten::relu.default", "self", "b")
        .call(
            "p", FLOAT32, List.of(2, 4, 3, 3), "aten::max_pool2d.default", "self", "r", "kernel_size",
            new int[]{3, 3}, "stride", new int[]{2, 2}, "padding", new int[]{1, 1})
        .call(
            "g", FLOAT32, IMAGES, "aten::group_norm.default", "input", "r", "num_groups", 2, "weight", "gamma",
            "bias", "beta")
        .call("j", FLOAT32, List.of(2, 8, 6, 6), "aten::cat.default", "tensors", new String[]{"g", "c"}, "dim", 1)
        .call(
            "u", FLOAT32, List.of(2, 4, 6, 6), "aten::upsample_nearest2d.vec", "input", "p", "output_size",
            new int[]{6, 6})
        .call(
            "o", FLOAT32, List.of(2, 6, 6, 6), "aten::conv2d.default", "input", "u", "weight", "v")
        .call("flat", FLOAT32, List.of(2, 6, 36), "aten::flatten.using_ints", "self", "o", "start_dim", 2)
        .call("t", FLOAT32, List.of(2, 36, 6), "aten::transpose.int", "self", "flat", "dim0", 1, "dim1", 2)
        .call("l", FLOAT32, List.of(2, 36, 6), "aten::relu_.default", "self", "t")
        .output("j").output("o").output("l").output("p");
  }

  private static Tensor random(long seed, long... shape) {
    var random = new Random(seed);
    Tensor tensor = Tensor.allocate(Arena.ofAuto(), FLOAT32, shape);
    for (long i = 0; i < tensor.elements(); i++) {
      tensor.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return tensor;
  }

  private static Tensor positive(Tensor tensor) {
    double[] values = Arrays.stream(elements(tensor)).map(value -> value * value + 0.1).toArray();
    return Lowerings.floats(tensor.shape(), values);
  }
}
