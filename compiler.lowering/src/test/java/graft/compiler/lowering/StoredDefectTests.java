package graft.compiler.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.export.pt2.Pt2ModelReader;
import graft.compiler.export.schedule.StoredScheduleReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The smallest defect's graph has nothing to fuse: what is lowered here must be the very schedule that PyTorch 2.9.0 made of
 * it, but for the name of its input.
 */
class StoredDefectTests {

  private static final Path TESTDATA = Path.of(System.getProperty("basedir", "."), "..", "testdata");

  private final Schedule stored = new StoredScheduleReader()
      .read(TESTDATA.resolve("schedules/defect_signature_extra_input.stock.json.gz"))
      .schedule();
  private final Schedule lowered = new AtenLowering()
      .lower(model("models/defects/defect_signature_extra_input.pt2"), Lowerings.KERNELS)
      .schedule();

  private static ExportedModel model(String file) {
    return new Pt2ModelReader().read(TESTDATA.resolve(file));
  }

  private static String renamed(String name) {
    return name.equals("arg0_1") ? "a_0" : name;
  }

  private static List<Dependency> renamed(List<Dependency> dependencies) {
    return dependencies.stream().map(each -> new Dependency(each.kind(), renamed(each.buffer()))).toList();
  }

  @Test
  void nodes_are_the_same() {
    assertThat(lowered.nodes()).hasSameSizeAs(stored.nodes());
    for (int i = 0; i < stored.nodes().size(); i++) {
      var expected = (Node.Single) stored.nodes().get(i);
      var actual = (Node.Single) lowered.nodes().get(i);
      assertThat(actual.name()).isEqualTo(expected.name());
      assertThat(actual.outputs()).isEqualTo(expected.outputs());
      assertThat(actual.reads()).isEqualTo(renamed(expected.reads()));
      assertThat(actual.writes()).isEqualTo(expected.writes());
      assertThat(actual.unmet()).isEqualTo(expected.unmet());
      assertThat(actual.device()).isEqualTo(expected.device());
      assertThat(actual.gpu()).isEqualTo(expected.gpu());
      assertThat(actual.operation().kind()).isEqualTo(expected.operation().kind());
      assertThat(actual.operation().operator()).isEqualTo(expected.operation().operator());
    }
  }

  @Test
  void buffers_are_the_same() {
    assertThat(lowered.buffers().keySet()).containsExactlyElementsOf(stored.buffers().keySet());
    assertThat(lowered.buffers().values()).containsExactlyElementsOf(stored.buffers().values());
    assertThat(lowered.outputs()).isEqualTo(stored.outputs());
    assertThat(lowered.mutationRealNames()).isEqualTo(stored.mutationRealNames());
  }

  @Test
  void inputs_are_the_same_but_for_their_name() {
    Buffer input = lowered.inputs().firstEntry().getValue();

    assertThat(input.name()).isEqualTo("a_0");
    assertThat(input.storage()).isEqualTo(stored.inputs().firstEntry().getValue().storage());
    assertThat(lowered.inputs()).hasSize(1);
  }
}
