package graft.compiler.export.pt2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.model.Argument;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.InputSpec;
import graft.compiler.api.model.MemoryFormat;
import graft.compiler.api.model.OutputSpec;
import graft.compiler.api.model.SymBool;
import graft.compiler.api.model.SymFloat;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import graft.compiler.export.source.JsonDocument;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.MappedFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the schema knows beyond the models that the other tests read. */
class GraphReaderTests {

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("{'as_none': true}", Argument.None.INSTANCE),
        Arguments.of("{'as_tensor': {'name': 'x'}}", new Argument.Tensor("x")),
        Arguments.of("{'as_tensors': [{'name': 'x'}, {'name': 'y'}]}", new Argument.Tensors(List.of("x", "y"))),
        Arguments.of("{'as_optional_tensor': {'as_tensor': {'name': 'x'}}}", new Argument.Tensor("x")),
        Arguments.of("{'as_optional_tensor': {'as_none': true}}", Argument.None.INSTANCE),
        Arguments.of("{'as_optional_tensors': [{'as_none': true}, {'as_tensor': {'name': 'x'}}]}",
            new Argument.OptionalTensors(List.of(Optional.empty(), Optional.of("x")))),
        Arguments.of("{'as_int': -9223372036854775808}", new Argument.Int(Long.MIN_VALUE)),
        Arguments.of("{'as_ints': [1, -2]}", new Argument.Ints(List.of(1L, -2L))),
        Arguments.of("{'as_float': 2}", new Argument.Real(2)),
        Arguments.of("{'as_float': '-Infinity'}", new Argument.Real(Double.NEGATIVE_INFINITY)),
        Arguments.of("{'as_floats': [1e-6, 'NaN']}", new Argument.Reals(List.of(1e-6, Double.NaN))),
        Arguments.of("{'as_bool': true}", new Argument.Bool(true)),
        Arguments.of("{'as_bools': [true, false]}", new Argument.Bools(List.of(true, false))),
        Arguments.of("{'as_string': 'sum'}", new Argument.Text("sum")),
        Arguments.of("{'as_strings': ['a', 'b']}", new Argument.Texts(List.of("a", "b"))),
        Arguments.of("{'as_sym_int': {'as_name': 's'}}", new Argument.Symbol("s")),
        Arguments.of("{'as_sym_int': {'as_int': 3}}", new Argument.Int(3)),
        Arguments.of("{'as_sym_ints': [{'as_name': 's'}, {'as_int': 8}]}",
            new Argument.Scalars(List.of(new Argument.Symbol("s"), new Argument.Int(8)))),
        Arguments.of("{'as_sym_float': {'as_name': 's'}}", new Argument.Symbol("s")),
        Arguments.of("{'as_sym_floats': [{'as_float': 0.5}]}", new Argument.Scalars(List.of(new Argument.Real(0.5)))),
        Arguments.of("{'as_sym_bool': {'as_bool': true}}", new Argument.Bool(true)),
        Arguments.of("{'as_sym_bools': [{'as_name': 's'}]}", new Argument.Scalars(List.of(new Argument.Symbol("s")))),
        Arguments.of("{'as_complex': {'real': 1.5, 'imag': 'Infinity'}}",
            new Argument.Complex(1.5, Double.POSITIVE_INFINITY)),
        Arguments.of("{'as_scalar_type': 29}", new Argument.Type(DataType.FLOAT8_E4M3FN)),
        Arguments.of("{'as_memory_format': 2}", new Argument.Format(MemoryFormat.CHANNELS_LAST)),
        Arguments.of("{'as_layout': 7}", new Argument.Layout("strided")),
        Arguments.of("{'as_device': {'type': 'cuda', 'index': 1}}", new Argument.Device("cuda:1")),
        Arguments.of("{'as_device': {'type': 'cpu', 'index': null}}", new Argument.Device("cpu")),
        Arguments.of("{'as_operator': 'torch.ops.aten.add.Tensor'}",
            new Argument.Callee(new Operator("aten::add", "Tensor"))));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfArgumentIsRead(String json, Argument expected) {
    assertThat(ArgumentReader.read(json(json))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
      "torch.ops.aten.add.Tensor,                     aten::add,                            Tensor",
      "torch.ops.my.name.space.op.default,            my.name.space::op,                    default",
      "torch.ops.higher_order.auto_functionalized_v2, higher_order::auto_functionalized_v2, default",
      "_operator.mul,                                 _operator::mul,                       default",
      "torch.sym_max,                                 torch::sym_max,                       default"})
  void operatorsAreNamedByPacketAndOverload(String target, String packet, String overload) {
    assertThat(ArgumentReader.operator(json("'" + target + "'"))).isEqualTo(new Operator(packet, overload));
  }

  @Nested
  class Symbols {

    private final Graph graph = GraphReader.read(json("""
        {'inputs': [{'as_tensor': {'name': 'x'}}, {'as_sym_int': {'as_name': 's'}}, {'as_int': 5}],
         'nodes': [
           {'target': '_operator.mul', 'metadata': {},
            'inputs': [{'name': '', 'arg': {'as_sym_int': {'as_name': 's'}}, 'kind': 1}],
            'outputs': [{'as_sym_int': {'as_name': 't'}}]},
           {'target': 'torch.sym_float',
            'inputs': [{'name': 'a', 'arg': {'as_sym_int': {'as_name': 't'}}}],
            'outputs': [{'as_sym_float': {'as_name': 'f'}}]},
           {'target': '_operator.ge',
            'inputs': [{'name': '', 'arg': {'as_sym_ints': [{'as_name': 't'}, {'as_int': 1}]}, 'kind': 2}],
            'outputs': [{'as_sym_bool': {'as_name': 'b'}}]}],
         'outputs': [{'as_tensor': {'name': 'x'}}, {'as_sym_int': {'as_name': 't'}}, {'as_none': true}],
         'tensor_values': {'x': {'dtype': 6, 'sizes': [{'as_expr': {'expr_str': 'E', 'hint': null}}],
           'strides': [{'as_int': 1}], 'storage_offset': {'as_int': 0}, 'layout': 7, 'requires_grad': false,
           'device': {'type': 'cpu', 'index': null}}},
         'sym_int_values': {'s': {'as_int': 3}, 't': {'as_expr': {'expr_str': 'T', 'hint': {'as_int': 6}}}},
         'sym_float_values': {'f': {'as_expr': {'expr_str': 'F', 'hint': {'as_float': 6.0}}}},
         'sym_bool_values': {'b': {'as_expr': {'expr_str': 'B'}}}}
        """));

    @Test
    void areDescribedByExpressionAndHint() {
      assertThat(graph.values()).contains(
          Map.entry("s", new SymInt.Fixed(3)),
          Map.entry("t", new SymInt.Expression("T", OptionalLong.of(6))),
          Map.entry("f", new SymFloat("F", OptionalDouble.of(6))),
          Map.entry("b", new SymBool("B", Optional.empty())));
      assertThat(graph.tensor("x").sizes()).containsExactly(new SymInt.Expression("E", OptionalLong.empty()));
    }

    @Test
    void areDefinedByCallsAndInputs() {
      assertThat(graph.inputs())
          .containsExactly(new Argument.Tensor("x"), new Argument.Symbol("s"), new Argument.Int(5));
      assertThat(graph.calls()).extracting(call -> call.outputs().getFirst())
          .containsExactly(new Argument.Symbol("t"), new Argument.Symbol("f"), new Argument.Symbol("b"));
      assertThat(graph.outputs())
          .containsExactly(new Argument.Tensor("x"), new Argument.Symbol("t"), Argument.None.INSTANCE);
    }

    @Test
    void areNoTensors() {
      assertThatThrownBy(() -> GraphReader.read(json("""
          {'inputs': [{'as_tensor': {'name': 's'}}], 'nodes': [], 'outputs': [], 'sym_int_values': {'s': {'as_int': 3}}}
          """))).isInstanceOf(InvalidFileException.class).hasMessageEndingWith("inputs[0]: value `s` is no tensor");
    }

    @Test
    void mayBeInputsAndOutputsOfTheModel() {
      var signature = new SignatureReader(graph);

      assertThat(signature.inputs(json("""
          [{'user_input': {'arg': {'as_tensor': {'name': 'x'}}}}, {'user_input': {'arg': {'as_sym_int': {'as_name': 's'}}}},
           {'constant_input': {'name': 'k', 'value': {'as_int': 5}}}]"""))).containsExactly(
          new InputSpec.UserInput(new Argument.Tensor("x")), new InputSpec.UserInput(new Argument.Symbol("s")),
          new InputSpec.ConstantInput("k", new Argument.Int(5)));
      assertThat(signature.outputs(json(
          """
          [{'user_input_mutation': {'arg': {'name': 'x'}, 'user_input_name': 'x'}},
           {'user_output': {'arg': {'as_sym_int': {'as_name': 't'}}}}, {'user_output': {'arg': {'as_none': true}}}]""")))
          .containsExactly(new OutputSpec.UserInputMutation("x", "x"),
              new OutputSpec.UserOutput(new Argument.Symbol("t")), new OutputSpec.UserOutput(Argument.None.INSTANCE));
    }
  }

  @Nested
  class Subgraphs {

    private static final String INNER = """
        {'as_graph': {'name': 'branch', 'graph': {'inputs': [{'as_sym_int': {'as_name': 's'}}], 'nodes': [],
         'outputs': [{'as_sym_int': {'as_name': 'NAME'}}], 'sym_int_values': {'s': {'as_int': 3}}}}}""";

    @Test
    void haveNamesOfTheirOwn() {
      assertThat(ArgumentReader.read(json(INNER.replace("NAME", "s")))).isInstanceOfSatisfying(Argument.Subgraph.class,
          subgraph -> {
            assertThat(subgraph.name()).isEqualTo("branch");
            assertThat(subgraph.graph().outputs()).containsExactly(new Argument.Symbol("s"));
            subgraph.forEachName(name -> assertThat(name).as("a name of the outer graph").isNull());
          });
    }

    @Test
    void seeNoNamesOfTheOuterGraph() {
      assertThatThrownBy(() -> ArgumentReader.read(json(INNER.replace("NAME", "outer"))))
          .hasMessageContaining("as_graph.graph.outputs[0]: value `outer` is not defined before its use");
    }
  }

  private static JsonElement json(String text) {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return JsonDocument.parse(new MappedFile(Path.of("test.json"), MemorySegment.ofArray(bytes)), "", bytes);
  }
}
