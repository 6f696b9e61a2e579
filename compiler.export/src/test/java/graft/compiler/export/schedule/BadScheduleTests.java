package graft.compiler.export.schedule;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON that is a schedule but for one mistake. In each row: what is replaced, by what, and the place and problem reported. */
class BadScheduleTests {

  @TempDir
  private Path folder;

  private void assertRefused(String from, String to, String problem) throws IOException {
    Path file = SmallSchedule.write(folder, from, to);
    assertThatThrownBy(() -> new StoredScheduleReader().read(file))
        .isInstanceOf(InvalidFileException.class)
        .hasMessage(file + ": " + problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      inductor-schedule      | fx-graph      | format: expected `inductor-schedule`, found `fx-graph`
      "formatVersion": 1     | "formatVersion": 2 | formatVersion: expected format version 1, found 2
      "formatVersion": 1,    | ´´            | field `formatVersion` is missing
      """)
  void anotherFormat(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      "torch": "2.9.0+cu128" | "torch": 2.9            | torch: expected a string, found 2.9
      "cudagraphs": true     | "cudagraphs": "yes"     | config.cudagraphs: expected true or false, found `yes`
      ["graph::attention"]   | "graph::attention"      | config.customShouldPartitionOps: expected an array, found `graph::attention`
      "outputs": ["buf0"]    | "outputs": [null]       | schedule.nodes[0].outputs[0]: expected a string, found null
      {"kind": "StarDep", "buffer": "arg0"} | ["arg0"] | schedule.nodes[0].reads[0]: expected an object, found an array
      "MemoryDep"            | "IndexDep"              | schedule.nodes[2].reads[0].kind: expected MemoryDep, StarDep or WeakDep, found `IndexDep`
      "FixedLayout"          | "SoftLayout"            | schedule.buffers.buf0.layout: expected a layout (FixedLayout, FlexibleLayout, NoneLayout, MutationLayoutSHOULDREMOVE, MultiOutputLayout, NonOwningLayout), found `SoftLayout`
      [16, 128]              | [16, 128.5]             | schedule.buffers.buf0.size[1]: expected an integer from 0 to 9223372036854775807, found 128.5
      [["op1", false]]       | [["op1"]]               | schedule.buffers.buf0.users[0]: has too few elements
      [["op1", false]]       | [["op1", false, 1]]     | schedule.buffers.buf0.users[0][2]: is one element too many
      [8192, 8192]           | [8192]                  | reorder.allocated.buf0: has too few elements
      "line": "null"         | "line": "goto"          | wrappers[0].before[4].line: expected a kind of line, found `goto`
      "partition": null      | "partition": 7          | wrappers[1].partition: expected a string, found 7
      """)
  void wrongTypes(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      "allowBufferReuse": true,   | ´´            | config: field `allowBufferReuse` is missing
      "gpu": true,                | ´´            | schedule.nodes[0]: field `gpu` is missing
      "operation": "ExternKernelOut", | ´´        | schedule.nodes[0]: field `operation` is missing
      , "overload": "out"         | ´´            | schedule.nodes[0].op: field `overload` is missing
      "cudagraphUnsafe": false}]} | "x": 0}]}     | schedule.nodes[2].nodes[1]: field `cudagraphUnsafe` is missing
      {"kind": "StarDep",         | {             | schedule.nodes[0].reads[0]: field `kind` is missing
      "aliases": [],              | ´´            | schedule.buffers.buf0: field `aliases` is missing
      "bytes": 8192,              | ´´            | schedule.buffers.buf0: field `bytes` is missing
      "constants": ["constant0"], | ´´            | schedule: field `constants` is missing
      "before": ["op0", "op1_op2", "op3"], | ´´   | reorder: field `before` is missing
      "allocated": {"buf0"                 | "x": {"buf0" | reorder: field `allocated` is missing
      "partition": null,          | ´´            | wrappers[1]: field `partition` is missing
      "step": 0,                  | ´´            | wrappers[0].before[0]: field `step` is missing
      "line": "null"              | ´´            | wrappers[0].before[4]: field `line` is missing
      """)
  void missingFields(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      "case": "small",   | "case": "small", "case": "small", | case: occurs twice in its object
      "gpu": true,       | "gpu": true, "gpu": true,     | schedule.nodes[0].gpu: occurs twice in its object
      "step": 0,         | "step": 0, "step": 0,         | wrappers[0].before[0].step: occurs twice in its object
      "buf1": {          | "buf0": {                     | schedule.buffers.buf0: occurs twice in its object
      "buf1": [          | "buf0": [                     | reorder.allocated.buf0: occurs twice in its object
      {"buf2": "arg0"}   | {"buf2": "arg0", "buf2": "arg0"} | schedule.mutationRealName.buf2: occurs twice in its object
      "name": "op3"      | "name": "op0"                 | schedule.nodes[1].name: another node has the name `op0`
      "name": "op2"      | "name": "op1"                 | schedule.nodes[2].nodes[1].name: `op1` is the name of another part too
      "outputs": ["buf3"] | "outputs": ["buf0"]          | schedule.nodes[1].outputs[0]: `buf0` is made by the node `op0` too
      "arg0": {"kind"    | "buf0": {"kind"               | schedule.inputs: `buf0` is the name of a buffer too
      ["constant0"]      | ["arg0"]                      | schedule.constants[0]: `arg0` is the name of something else too
      ["constant0"]      | ["constant0", "constant0"]    | schedule.constants[1]: `constant0` is the name of something else too
      "removedBuffers": ["buf1"] | "removedBuffers": ["buf1", "buf1"] | wrappers[0].removedBuffers: names a buffer twice
      "before": ["op0", "op1_op2", "op3"] | "before": ["op0", "op0", "op3"] | reorder.before[1]: `op0` is no node of the schedule, or occurs twice
      """)
  void duplicates(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      "outputs": ["buf0"]       | "outputs": ["buf9"]      | schedule.nodes[0].outputs[0]: `buf9` is no buffer of the schedule
      "outputs": ["buf2"]       | "outputs": ["buf0"]      | schedule.nodes[2].nodes[1].outputs[0]: `buf0` is no output of the fused node
      "buffer": "arg0"          | "buffer": "arg9"         | schedule.nodes[0].reads[0]: `arg9` is no buffer, input or constant of the schedule
      "buffer": "buf3"          | "buffer": "buf9"         | schedule.nodes[1].writes[0]: `buf9` is no buffer, input or constant of the schedule
      "unmet": ["buf2"]         | "unmet": ["arg0"]        | schedule.nodes[1].unmet[0]: `arg0` is no buffer that a node makes
      "lastUsage": ["buf2"]     | "lastUsage": ["buf9"]    | schedule.nodes[1].lastUsage[0]: `buf9` is no buffer, input or constant of the schedule
      "aliases": ["buf0"]       | "aliases": ["buf9"]      | schedule.buffers.buf3.aliases[0]: `buf9` is no buffer, input or constant of the schedule
      "mutates": ["arg0"]       | "mutates": ["arg9"]      | schedule.buffers.buf2.mutates[0]: `arg9` is no buffer, input or constant of the schedule
      ["constant0"],            | ["constant0", "buf3"], "x": 1, | schedule.constants[1]: `buf3` is the name of something else too
      {"buf2": "arg0"}          | {"buf9": "arg0"}         | schedule.mutationRealName.buf9: is no buffer of the schedule
      {"buf2": "arg0"}          | {"buf2": "arg9"}         | schedule.mutationRealName.buf2: `arg9` is no buffer, input or constant of the schedule
      {"buf2": "arg0"}          | {"buf2": "buf2"}         | schedule.mutationRealName.buf2: `buf2` has another real name itself
      "op1_op2", "op3"]         | "op1_op2", "op9"]        | reorder.before[2]: `op9` is no node of the schedule, or occurs twice
      "op1_op2", "op3"]         | "op1_op2"]               | reorder.before: lacks the node `op3`
      "buf1": [64, 64]          | "buf9": [64, 64]         | reorder.allocated: `buf9` is no buffer of the schedule
      "buf1": [64, 64],         | ´´                       | reorder.allocated: lacks the buffer `buf1`
      """)
  void namesOfNothing(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @Test
  void outputOfNothing() throws IOException {
    assertRefused("""
        "outputs": ["buf3"],
            "mutationRealName\"""", """
        "outputs": ["buf3", "buf9"], "mutationRealName\"""",
        "schedule.outputs[1]: `buf9` is no buffer, input or constant of the schedule");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      ["op0", "op1_op2", "op3"] | ["op0", "op3", "op1_op2"] | schedule.nodes[1].reads[0]: `buf2` is made later, by the node `op1_op2`
      "buffer": "arg0"          | "buffer": "buf3"          | schedule.nodes[0].reads[0]: nodes wait for each other in a circle: op0 for op3 for op1_op2 for op0
      "unmet": []               | "unmet": ["buf0"]         | schedule.nodes[0].unmet[0]: nodes wait for each other in a circle: op0 for op0
      "unmet": ["buf1"]         | "unmet": ["buf3"]         | schedule.nodes[2].nodes[1].unmet[0]: nodes wait for each other in a circle: op1_op2 for op3 for op1_op2
      """)
  void nodesOutOfOrder(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      [16, 128]              | [-16, 128]                 | schedule.buffers.buf0.size[0]: expected an integer from 0 to 9223372036854775807, found -16
      [128, 1]               | [-128, 1]                  | schedule.buffers.buf0.stride[0]: expected an integer from 0 to 9223372036854775807, found -128
      "bytes": 8192          | "bytes": -1                | schedule.buffers.buf0.bytes: expected an integer from 0 to 9223372036854775807, found -1
      "storageBytes": 8192   | "storageBytes": 9223372036854775808 | schedule.buffers.buf0.storageBytes: expected an integer from 0 to 9223372036854775807, found 9223372036854775808
      "2048"                 | "-2048"                    | schedule.buffers.buf0.storageElements: expected an integer from 0 to 2^63 - 1, found `-2048`
      "2048"                 | "9223372036854775808"      | schedule.buffers.buf0.storageElements: expected an integer from 0 to 2^63 - 1, found `9223372036854775808`
      [8192, 8192]           | [8192, -8192]              | reorder.allocated.buf0[1]: expected an integer from 0 to 9223372036854775807, found -8192
      [16, 128]              | [16]                       | schedule.buffers.buf0.stride: expected 1 strides, one for each size, found 2
      [16, 128]              | [4294967296, 4294967296]   | schedule.buffers.buf0.size: has more than 2^63 - 1 elements
      [128, 1]               | [9223372036854775807, 1]   | schedule.buffers.buf0.stride: spans more than 2^63 - 1 elements
      "storageBytes": 8192   | "storageBytes": 9223372036854775000 | schedule.buffers.buf0: the bytes of all buffers to here add up to more than 2^63 - 1
      "step": 0              | "step": -1                 | wrappers[0].before[0].step: expected an integer from 0 to 2147483647, found -1
      "step": 0              | "step": 2147483648         | wrappers[0].before[0].step: expected an integer from 0 to 2147483647, found 2147483648
      "step": 0              | "step": 3                  | wrappers[0].before[0]: step 3 is beyond the last of 3 nodes
      "index": 0             | "index": 1                 | wrappers[1].before[0]: index 1 is beyond the last of 1 partition functions
      """)
  void sizesOutOfRange(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      "allocate", "buffer": "buf0"        | "allocate", "buffer": "arg0"        | wrappers[0].before[0]: `arg0` is no buffer of the schedule
      "allocate", "buffer": "buf0"        | "allocate", "buffer": "buf2"        | wrappers[0].before[0]: `buf2` has no memory
      "extern", "buffer": "buf0"          | "extern", "buffer": "buf9"          | wrappers[0].before[1]: `buf9` is no buffer, input or constant of the schedule
      ["arg0", "constant0"]               | ["arg0", "constant9"]               | wrappers[0].before[1]: `constant9` is no buffer, input or constant of the schedule
      "args": ["buf0", "buf1"]            | "args": ["buf0", "s75"]             | wrappers[0].before[2]: `s75` is no buffer, input or constant of the schedule
      "freeIfNotReused", "buffer": "buf0" | "freeIfNotReused", "buffer": "arg0" | wrappers[0].before[3]: `arg0` is no buffer of the schedule
      {"line": "null"}     | {"line": "reuse", "buffer": "buf9", "as": "buf1", "deleteOld": true} | wrappers[0].before[4]: `buf9` is no buffer, input or constant of the schedule
      {"line": "null"}     | {"line": "reuse", "buffer": "buf0", "as": "buf9", "deleteOld": true} | wrappers[0].before[4]: `buf9` is no buffer of the schedule
      {"line": "null"}     | {"line": "reinterpret", "buffer": "buf0", "as": "buf9"} | wrappers[0].before[4]: `buf9` is no buffer, input or constant of the schedule
      {"line": "null"}     | {"line": "multiOutput", "buffer": "buf0", "from": "buf9"} | wrappers[0].before[4]: `buf9` is no buffer, input or constant of the schedule
      {"line": "null"}     | {"line": "exitSubgraph"}              | wrappers[0].before[4]: leaves a subgraph that no line entered
      {"line": "null"}     | {"line": "enterSubgraph"}             | wrappers[0].before: a subgraph is entered and not left
      "buffers": ["arg0"]  | "buffers": ["arg9"]                   | wrappers[1].before[0]: `arg9` is no buffer, input or constant of the schedule
      "buffers": ["buf2"]  | "buffers": ["buf9"]                   | wrappers[1].before[1]: `buf9` is no buffer, input or constant of the schedule
      ["partition0_args"]  | ["partition1_args"]                   | wrappers[1].before[2]: `partition1_args` is no buffer, input or constant of the schedule
      "free", "buffer": "arg0" | "free", "buffer": "arg9"          | wrappers[1].before[4]: `arg9` is no buffer, input or constant of the schedule
      "removedBuffers": ["buf1"] | "removedBuffers": ["buf9"]      | wrappers[0].removedBuffers: `buf9` is no buffer of the schedule
      "partition": "partition_0" | "partition": "partition_1"      | wrappers[0].partition: expected each of partition_0 to partition_0 once, found `partition_1`
      "partition": "partition_0" | "partition": null               | wrappers: expected one caller, whose partition is null, found 2
      "partition": null    | "partition": "partition_0"            | wrappers: expected one caller, whose partition is null, found 0
      "case": "small"      | "case": "small", "error": "died"      | wrappers: holds lines, but field `error` says that the compile died
      """)
  void linesAboutNothing(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '´', textBlock = """
      "unmet": ["buf2"]  | "unmet": ["buf2", "buf1\\nbuf1\\u2028"] | schedule.nodes[1].unmet[1]: `buf1\\u000abuf1\\u2028` is no buffer that a node makes
      """)
  void namesWithLineBreaksStayInOneLine(String from, String to, String problem) throws IOException {
    assertRefused(from, to, problem);
  }

  @Test
  void fusedNodesInFusedNodes() throws IOException {
    String op1 = "{\"name\": \"op1\",";
    String part = """
        {"name": "op4", "outputs": [], "reads": [], "writes": [], "unmet": [], "lastUsage": [], "device": "cpu",
         "gpu": false, "operation": "ComputedBuffer", "unbackedBindings": false, "cudagraphUnsafe": false}""";

    assertRefused(op1, op1 + "\"nodes\": [" + part + "],",
        "schedule.nodes[2].nodes[0]: is fused; the parts of a fused node are single");
    assertRefused(op1, op1 + "\"nodes\": [],", "schedule.nodes[2].nodes[0].nodes: is empty; a fused node has parts");
  }
}
