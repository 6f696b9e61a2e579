package graft.compiler.export.pt2;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.InputSpec;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.model.OperatorCall.NamedArgument;
import graft.compiler.api.model.OutputSpec;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Pt2ModelReaderTests {

  private static final Path MODELS = Path.of("..", "testdata", "models");

  static Stream<Path> archives() throws IOException {
    try (Stream<Path> files = Files.walk(MODELS)) {
      return files.filter(file -> file.toString().endsWith(".pt2")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("archives")
  void everyArchiveIsRead(Path archive) {
    ExportedModel model = new Pt2ModelReader().read(archive);

    assertThat(model.name()).isEqualTo(archive.getFileName().toString().replaceAll("\\.pt2$", ""));
    assertThat(model.torch()).isEqualTo("2.9.0+cu128");
    assertThat(model.graph().calls()).isNotEmpty();
    assertThat(model.inputs()).hasSameSizeAs(model.graph().inputs());
    assertThat(model.outputs()).hasSameSizeAs(model.graph().outputs());
  }

  @Nested
  class Perceptron {

    private final ExportedModel model = read("zoo/mlp.pt2");

    @Test
    void callsItsOperatorsInOrder() {
      assertThat(model.graph().calls()).extracting(call -> call.target().qualifiedName())
          .containsExactly("aten::linear.default", "aten::gelu.default", "aten::layer_norm.default",
              "aten::linear.default",
              "aten::softmax.int");
    }

    @Test
    void passesArgumentsByTheirNameInTheOperatorsSchema() {
      OperatorCall norm = model.graph().calls().get(2);

      assertThat(norm.inputs()).containsExactly(
          new NamedArgument("input", new Argument.Tensor("gelu"), false),
          new NamedArgument("normalized_shape", new Argument.Ints(List.of(64L)), false),
          new NamedArgument("weight", new Argument.Tensor("p_2_weight"), false),
          new NamedArgument("bias", new Argument.Tensor("p_2_bias"), false));
      assertThat(norm.outputs()).containsExactly(new Argument.Tensor("layer_norm"));
      assertThat(norm.input("normalized_shape")).contains(new Argument.Ints(List.of(64L)));
      assertThat(norm.input("eps")).isEmpty();
      assertThat(norm.metadata()).containsEntry("torch_fn", "layer_norm_1;function.layer_norm");
    }

    @Test
    void saysWhatInputsAndOutputsStandFor() {
      assertThat(model.inputs()).startsWith(new InputSpec.Parameter("p_0_weight", "0.weight"))
          .endsWith(new InputSpec.UserInput(new Argument.Tensor("input")));
      assertThat(model.outputs()).containsExactly(new OutputSpec.UserOutput(new Argument.Tensor("softmax")));
    }

    @Test
    void keepsSymbolicSizesWithHintAndRange() {
      var symbol = new SymInt.Expression("Symbol('s31', positive=True, integer=True)", OptionalLong.of(4));

      assertThat(model.graph().tensor("input")).isEqualTo(new TensorMeta(DataType.FLOAT32,
          List.of(symbol, new SymInt.Fixed(32)), List.of(new SymInt.Fixed(32), new SymInt.Fixed(1)),
          new SymInt.Fixed(0),
          "cpu"));
      assertThat(model.ranges())
          .containsExactly(Map.entry("s31", new SymbolRange(OptionalLong.of(0), OptionalLong.empty())));
    }

    @Test
    void mapsItsWeightsWithoutCopyingThem() {
      assertThat(model.state().keySet())
          .containsExactly("0.weight", "0.bias", "2.weight", "2.bias", "3.weight", "3.bias");
      Tensor weight = model.tensor("0.weight");
      assertThat(weight.shape()).containsExactly(64, 32);
      assertThat(weight.data().isMapped()).isTrue();
      assertThat(weight.data().isReadOnly()).isTrue();
    }
  }

  @Nested
  class Kinds {

    @Test
    void higherOrderOperatorsTakeOperators() {
      OperatorCall call = read("zoo/llama_split.core.pt2").graph().calls().stream()
          .filter(c -> c.target().packet().equals("higher_order::auto_functionalized")).findFirst().orElseThrow();

      assertThat(call.inputs()).startsWith(new NamedArgument("",
          new Argument.Callee(new Operator("graph::unified_attention_with_output", "default")), false));
      assertThat(call.input("layer")).contains(new Argument.Text("layers.0.attention"));
      assertThat(call.outputs()).startsWith(Argument.None.INSTANCE).hasSize(2);
    }

    @Test
    void buffersThatTheModelWritesAreOutputs() {
      ExportedModel model = read("zoo/kv_cache_step.core.pt2");

      assertThat(model.inputs()).contains(new InputSpec.Buffer("b_keys", "keys", true));
      assertThat(model.outputs()).startsWith(new OutputSpec.BufferMutation("index_put", "keys"));
    }

    @Test
    void constantsThatTheExporterFoundAreState() {
      ExportedModel model = read("ops/unravel_index.int64.0.pt2");

      assertThat(model.inputs()).contains(new InputSpec.TensorConstant("c_lifted_tensor_0", "lifted_tensor_0"));
      assertThat(model.tensor("lifted_tensor_0").type()).isEqualTo(DataType.INT64);
    }

    @Test
    void numbersThatJsonLacksAreRead() {
      assertThat(read("ops/isclose.float32.0.pt2").graph().calls()).flatExtracting(OperatorCall::inputs)
          .extracting(NamedArgument::value).contains(new Argument.Real(Double.POSITIVE_INFINITY));
    }

    @Test
    void listsOfTensorsMayHaveGaps() {
      assertThat(read("ops/nn_functional_interpolate_nearest-exact.float32.0.pt2").graph().calls())
          .flatExtracting(OperatorCall::inputs).extracting(NamedArgument::value)
          .contains(new Argument.OptionalTensors(List.of(Optional.empty(), Optional.empty(), Optional.of("_to_copy"))));
    }

    @Test
    void aCallMayDefineAListOfTensors() {
      assertThat(read("ops/chunk.float32.0.pt2").graph().calls()).flatExtracting(OperatorCall::outputs)
          .contains(new Argument.Tensors(List.of("getitem", "getitem_1")));
    }

    @Test
    void devicesAreNamedAsPyTorchNamesThem() {
      assertThat(read("defects/defect_memory_plan_reuse.pt2").graph().tensor("a_0").device()).isEqualTo("cuda:0");
    }
  }

  static ExportedModel read(String archive) {
    return new Pt2ModelReader().read(MODELS.resolve(archive));
  }
}
