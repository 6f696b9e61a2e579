package graft.compiler.console.plan;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.plan.Line;
import graft.compiler.console.CapturedTerminal;
import graft.compiler.console.text.JsonLines;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LineJsonTests {

  static List<Arguments> lines() {
    return List.of(
        Arguments.of(new Line.Allocate("buf0", 3, "ExternKernelOut"),
            "{'line':'allocate','buffer':'buf0','step':3,'type':'ExternKernelOut'}"),
        Arguments.of(new Line.FreeIfNotReused("buf0", 3, false, true),
            "{'line':'freeIfNotReused','buffer':'buf0','step':3,'reused':false,'reusable':true}"),
        Arguments.of(new Line.Reuse("buf0", "buf1", true),
            "{'line':'reuse','buffer':'buf0','as':'buf1','deleteOld':true}"),
        Arguments.of(new Line.Reinterpret("buf0", "buf1"), "{'line':'reinterpret','buffer':'buf0','as':'buf1'}"),
        Arguments.of(Line.Null.INSTANCE, "{'line':'null'}"),
        Arguments.of(new Line.Free("arg0_1"), "{'line':'free','buffer':'arg0_1'}"),
        Arguments.of(new Line.KernelCall("triton_0", List.of("buf0", "s0")),
            "{'line':'kernel','kernel':'triton_0','args':['buf0','s0']}"),
        Arguments.of(new Line.Extern("buf0", "extern_kernels.mm", List.of("a", "b"), false),
            "{'line':'extern','buffer':'buf0','kernel':'extern_kernels.mm','args':['a','b'],'allocates':false}"),
        Arguments.of(new Line.MultiOutput("buf1", "buf0"), "{'line':'multiOutput','buffer':'buf1','from':'buf0'}"),
        Arguments.of(new Line.PartitionArguments(2, List.of("buf0")),
            "{'line':'partitionArguments','index':2,'buffers':['buf0']}"),
        Arguments.of(new Line.PartitionCall(2, List.of("buf0")),
            "{'line':'partitionCall','index':2,'buffers':['buf0']}"),
        Arguments.of(new Line.Delete(List.of("buf0")), "{'line':'delete','buffers':['buf0']}"),
        Arguments.of(new Line.EnterSubgraph(Map.of("graph", "g", "depth", 2, "names", List.of("x"))),
            "{'line':'enterSubgraph','depth':2,'graph':'g','names':['x']}"),
        Arguments.of(new Line.ExitSubgraph(Map.of()), "{'line':'exitSubgraph'}"),
        Arguments.of(new Line.Other("CommentLine"), "{'line':'other','type':'CommentLine'}"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void repeats_every_field_as_stored_schedules_write_it(Line line, String expected) {
    var terminal = new CapturedTerminal();
    JsonLines.write(terminal.terminal().out(), json -> {
      json.writeFieldName("it");
      LineJson.write(line, json);
    });
    assertThat(terminal.out()).isEqualTo("{\"it\":" + expected.replace('\'', '"') + "}\n");
  }
}
