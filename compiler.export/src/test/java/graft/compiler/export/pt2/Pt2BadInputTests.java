package graft.compiler.export.pt2;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives that contradict the schema or themselves: what is edited, and what the reader says to it. */
class Pt2BadInputTests {

  private static final String MODEL = "models/model.json";
  private static final String WEIGHTS = "data/weights/model_weights_config.json";

  @TempDir
  private Path folder;

  @Nested
  class Graphs {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
        "major": 8                                              | "major": 9                       | schema_version: expected schema 8, found 9.14
        "schema_version"                                        | "schema_edition"                 | field `schema_version` is missing
        "torch_version": "2.9.0+cu128"                          | "torch_version": null            | field `torch_version` is missing
        "arg": {"as_tensor": {"name": "gelu"}}                  | "arg": {"as_tensor": {"name": "gone"}} | graph_module.graph.nodes[2].inputs[0].arg: value `gone` is not defined before its use
        "arg": {"as_tensor": {"name": "input"}}                 | "arg": {"as_tensor": {"name": "softmax"}} | graph_module.graph.nodes[0].inputs[0].arg: value `softmax` is not defined before its use
        "outputs": [{"as_tensor": {"name": "gelu"}}]            | "outputs": [{"as_tensor": {"name": "linear"}}] | graph_module.graph.nodes[1].outputs[0]: value `linear` is already defined
        "outputs": [{"as_tensor": {"name": "gelu"}}]            | "outputs": [{"as_tensor": {"name": "new"}}] | graph_module.graph.nodes[1].outputs[0]: nothing describes value `new`
        "inputs": [{"as_tensor": {"name": "p_0_weight"}}        | "inputs": [{"as_tensor": {"name": "p_0_bias"}} | graph_module.graph.inputs[1]: value `p_0_bias` is already defined
        "outputs": [{"as_tensor": {"name": "softmax"}}]         | "outputs": [{"as_tensor": {"name": "gone"}}] | graph_module.graph.outputs[0]: value `gone` is not defined before its use
        "outputs": [{"as_tensor": {"name": "gelu"}}]            | "outputs": [{"as_sym_int": {"as_name": "gelu"}}] | graph_module.graph.nodes[1].outputs[0]: value `gelu` is a tensor
        "sym_int_values": {}                                    | "sym_int_values": {"gelu": {"as_int": 1}} | graph_module.graph.sym_int_values.gelu: another value has the same name
        "gelu": {"dtype"                                        | "linear": {"dtype"               | the name `linear` occurs twice in an object
        "as_ints": [64]                                         | "as_quaternions": [64]           | graph_module.graph.nodes[2].inputs[1].arg.as_quaternions: kind of argument is not known
        "as_ints": [64]                                         | "as_custom_obj": {"name": "x"}   | custom objects are not supported
        "as_ints": [64]                                         | "as_ints": [64.5]                | graph_module.graph.nodes[2].inputs[1].arg.as_ints[0]: expected an integer, found 64.5
        "as_ints": [64]                                         | "as_ints": 64                    | as_ints: expected an array, found 64
        "as_ints": [64]                                         | "as_ints": [64], "as_int": 1     | nodes[2].inputs[1].arg: expected an object of one field, found 2 fields
        {"as_ints": [64]}                                       | {}                               | nodes[2].inputs[1].arg: expected an object of one field, found 0 fields
        {"as_ints": [64]}                                       | "64"                             | nodes[2].inputs[1].arg: expected an object, found `64`
        "as_ints": [64]                                         | "as_ints": [99999999999999999999] | models/model.json: line 1, column
        "as_ints": [64]                                         | "as_float": "Huge"               | as_float: expected a number, found `Huge`
        "as_ints": [64]                                         | "as_sym_ints": [{"as_name": "s"}] | value `s` is not defined before its use
        "as_ints": [64]                                         | "as_sym_ints": [{"as_list": 1}]  | kind of scalar is not known
        "as_ints": [64]                                         | "as_optional_tensors": [{"as_int": 1}] | expected a tensor or none
        "as_ints": [64]                                         | "as_scalar_type": 9              | element type 9 is not supported
        "as_ints": [64]                                         | "as_memory_format": 0            | memory format 0 is not known
        "as_ints": [64]                                         | "as_layout": 1                   | layout 1 is not supported
        "as_ints": [64]                                         | "as_operator": "nothing"         | is no operator's name: `nothing`
        "torch.ops.aten.gelu.default"                           | "gelu"                           | graph_module.graph.nodes[1].target: is no operator's name: `gelu`
        "torch.ops.aten.gelu.default"                           | "torch.ops.gelu."                | is no operator's name
        "torch.ops.aten.gelu.default"                           | "torch.ops..gelu"                | is no operator's name
        "torch.ops.aten.gelu.default"                           | 5                                | graph_module.graph.nodes[1].target: expected a string, found 5
        "nodes": [                                              | "nodes": {}, "others": [         | graph_module.graph.nodes: expected an array, found an object
        "dtype": 7                                              | "dtype": 10                      | dtype: element type 10 is not supported
        "sizes": [{"as_int": 64}                                | "sizes": [{"as_int": -64}        | graph_module.graph.tensor_values.p_0_weight.sizes[0]: expected at least 0, found -64
        "sizes": [{"as_int": 64}                                | "sizes": [{"as_name": "s"}       | sizes[0].as_name: is not known as an integer
        "strides": [{"as_int": 32}, {"as_int": 1}]              | "strides": [{"as_int": 32}]      | graph_module.graph.tensor_values.p_0_weight: 2 sizes, but 1 strides
        "hint": {"as_int": 4}                                   | "hint": {"as_bool": true}        | hint.as_bool: expected as_int
        "layout": 7                                             | "layout": 2                      | layout: layout 2 is not supported, expected 7, strided
        "min_val": 0, "max_val": null                           | "min_val": 3, "max_val": 2       | range_constraints.s31: no number is at least 3 and at most 2
        """)
    void areRefusedWithThePlace(String from, String to, String problem) throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit(MODEL, from, to), problem);
    }

    @Test
    void graphsInGraphsAreReadToABoundedDepth() throws IOException {
      String open =
          "\"as_graph\": {\"name\": \"g\", \"graph\": {\"inputs\": [], \"outputs\": [], \"nodes\": [{\"target\": "
              + "\"torch.ops.higher_order.cond\", \"outputs\": [], \"inputs\": [{\"name\": \"g\", \"arg\": {";
      String close = "}}]}]}}";

      assertRefused(nested(500, open, close), "models/model.json: line 1, column");
      assertRefused(nested(50, open, close), "nodes[0].inputs[0].arg.as_quaternions: kind of argument is not known");
    }

    private EditableArchive nested(int depth, String open, String close) throws IOException {
      return EditableArchive.of("zoo/mlp.pt2")
          .edit(MODEL, "\"as_ints\": [64]", open.repeat(depth) + "\"as_quaternions\": 1" + close.repeat(depth));
    }

    @Test
    void namesCannotBreakTheLine() throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit(MODEL, "\"name\": \"gelu\"", "\"name\": \"ge\\nlu\\u001b\""),
          "value `ge\uFFFDlu\uFFFD`");
    }

    @Test
    void longNamesAreShortened() throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2")
          .edit(MODEL, "\"name\": \"gelu\"", "\"name\": \"" + "g".repeat(100_000) + '"'), "g".repeat(60) + "…`");
    }
  }

  @Nested
  class Signatures {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
        "input_specs": [                                        | "input_specs": [{"token": {}},   | input_specs: describes 8 inputs, the graph has 7
        "output_specs": [                                       | "output_specs": [], "others": [  | output_specs: describes 0 outputs, the graph has 1
        "parameter": {"arg": {"name": "p_0_weight"}             | "parameter": {"arg": {"name": "p_0_bias"} | input_specs[0].parameter: names another value than the graph
        "parameter": {"arg"                                     | "tensor": {"arg"                 | input_specs[0].tensor: kind of input is not known
        "parameter": {"arg"                                     | "custom_obj": {"arg"             | input_specs[0].custom_obj: inputs of this kind are not supported
        "parameter": {"arg"                                     | "buffer": {"arg"                 | input_specs[0].buffer: field `buffer_name` is missing
        "parameter_name": "0.weight"                            | "parameter_name": "9.weight"     | input_specs[0]: the archive holds no tensor `9.weight`
        "parameter_name": "0.weight"                            | "parameter_name": "0.bias"       | input_specs[0]: the archive holds float32[64] for a tensor of another type or shape
        "user_output": {"arg"                                   | "loss_output": {"arg"            | output_specs[0].loss_output: outputs of this kind are not supported
        "user_output": {"arg"                                   | "side_output": {"arg"            | output_specs[0].side_output: kind of output is not known
        "user_output": {"arg": {"as_tensor": {"name": "softmax"}}} | "user_output": {"arg": {"as_tensor": {"name": "gelu"}}} | output_specs[0].user_output: names another value than the graph
        "user_output": {"arg": {"as_tensor": {"name": "softmax"}}} | "buffer_mutation": {"arg": {"name": "softmax"}, "buffer_name": "b"} | buffer_name: no such input: `b`
        "user_output": {"arg": {"as_tensor": {"name": "softmax"}}} | "user_input_mutation": {"arg": {"name": "softmax"}, "user_input_name": "p_0_bias"} | user_input_name: no such input: `p_0_bias`
        """)
    void areRefusedWithThePlace(String from, String to, String problem) throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit(MODEL, from, to), problem);
    }
  }

  @Nested
  class Weights {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
        "use_pickle": false                                     | "use_pickle": true               | config.0.weight: is pickled, and pickles are never opened
        "path_name": "weight_0"                                 | "path_name": "weight_9"          | config.0.weight.path_name: there is no `data/weights/weight_9` in the archive
        "path_name": "weight_0"                                 | "path_name": "../weights/weight_0" | path_name: expected the name of a file in data/weights/
        "path_name": "weight_0"                                 | "path_name": "weight_1"          | config.0.weight.tensor_meta: does not fit its storage of 256 bytes: needs 8192 bytes, memory has 256
        "sizes": [{"as_int": 64}                                | "sizes": [{"as_int": 65}         | tensor_meta: does not fit its storage of 8192 bytes: needs 8320 bytes, memory has 8192
        "sizes": [{"as_int": 64}                                | "sizes": [{"as_int": 9223372036854775807} | tensor_meta: does not fit its storage of 8192 bytes
        "sizes": [{"as_int": 64}                                | "sizes": [{"as_int": 63}         | input_specs[0]: the archive holds float32[63, 32] for a tensor of another type or shape
        "sizes": [{"as_int": 64}                                | "sizes": [{"as_expr": {"expr_str": "s"}} | a weight's sizes, strides and offset must be numbers
        "strides": [{"as_int": 32}                              | "strides": [{"as_int": 33}       | tensor_meta: does not fit its storage of 8192 bytes: needs 8444 bytes
        "storage_offset": {"as_int": 0}                         | "storage_offset": {"as_int": 1}  | tensor_meta: does not fit its storage of 8192 bytes
        "storage_offset": {"as_int": 0}                         | "storage_offset": {"as_int": 9223372036854775807} | tensor_meta: starts at element 9223372036854775807 of a storage of 8192 bytes
        "dtype": 7                                              | "dtype": 8                       | tensor_meta: does not fit its storage of 8192 bytes
        "dtype": 7                                              | "dtype": 4                       | input_specs[0]: the archive holds int32[64, 32] for a tensor of another type or shape
        "tensor_meta"                                           | "tensor_data"                    | config.0.weight: field `tensor_meta` is missing
        """)
    void areRefusedWithThePlace(String from, String to, String problem) throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit(WEIGHTS, from, to), problem);
    }

    @Test
    void mayNotShareANameWithAConstant() throws IOException {
      EditableArchive archive = EditableArchive.of("zoo/mlp.pt2");
      archive.put("data/constants/model_constants_config.json", archive.bytes(WEIGHTS));
      for (int i = 0; i < 6; i++) {
        archive.put("data/constants/weight_" + i, archive.bytes("data/weights/weight_" + i));
      }

      assertRefused(archive, "model_constants_config.json: config.0.weight: another weight has the same name");
    }
  }

  @Nested
  class Layouts {

    @Test
    void ofOtherFormatsAndVersionsAreRefused() throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit("archive_format", "pt2", "pt3"),
          "archive_format: expected pt2, found `pt3`");
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit("archive_version", "0", "1"),
          "archive_version: expected 0, found `1`");
      assertRefused(EditableArchive.of("zoo/mlp.pt2").edit("byteorder", "little", "big"),
          "byteorder: expected little, found `big`");
      assertRefused(EditableArchive.of("zoo/mlp.pt2").put("byteorder", new byte[100]),
          "byteorder: expected little, found `100 bytes`");
    }

    @Test
    void withoutAPartAreRefused() throws IOException {
      for (String part : new String[]{"archive_format", "archive_version", "byteorder", WEIGHTS,
          "data/constants/model_constants_config.json"}) {
        assertRefused(EditableArchive.of("zoo/mlp.pt2").remove(part), part + ": is missing in the archive");
      }
    }

    @Test
    void needExactlyOneModel() throws IOException {
      assertRefused(EditableArchive.of("zoo/mlp.pt2").remove(MODEL), "models: expected one exported program, found 0");
      assertRefused(EditableArchive.of("zoo/mlp.pt2").put("models/other.json", new byte[0]),
          "models: expected one exported program, found 2");
    }

    @Test
    void needNoSampleInputs() throws IOException {
      Path file = write(EditableArchive.of("zoo/mlp.pt2").remove("data/sample_inputs/model.pt"));

      new Pt2ModelReader().read(file);
    }
  }

  private Path write(EditableArchive archive) throws IOException {
    return Files.write(folder.resolve("bad.pt2"), ZipWriter.stored(archive.entries()));
  }

  private void assertRefused(EditableArchive archive, String problem) throws IOException {
    Path file = write(archive);
    assertThatThrownBy(() -> new Pt2ModelReader().read(file)).isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith(file + ": ").hasMessageContaining(problem).message().doesNotContain("\n")
        .hasSizeLessThan(500);
  }
}
