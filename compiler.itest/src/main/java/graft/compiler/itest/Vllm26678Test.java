package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.stage.PartitionRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleException;
import org.osgi.test.common.annotation.InjectService;

/**
 * vLLM issue 26678 (PyTorch PRs 163310 and 166458), repaired by {@code graft.patch.scheduler}.
 *
 * <p>Attention of a Llama-3.1-8B-shaped graph is to be split out by its name. The operator mutates its arguments, so its node
 * remembers no origin; 2.9.0 asks a rule that it calls with the origin's arguments, and the compile dies in an assertion. The
 * fix goes by the name alone and cuts the graph at each of the 32 layers.
 */
class Vllm26678Test {

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @ParameterizedTest
  @CsvSource({
      "llama31_8b_shape_split, graph::unified_attention_with_output, 353, 65",
      "defect_should_partition_inplace, graph::inplace_scale, 4, 3"
  })
  void the_compile_dies_of_an_operator_without_origin_until_the_fix_is_there(
      String graph, String operator, int nodes, int partitions, @InjectService ScheduleReader reader)
      throws BundleException {
    PlanRequest request = reader.read(new StoredCase(graph).fixed()).request();
    assertThat(request.schedule().nodes()).hasSize(nodes);

    house.bundle(KnownFix.SCHEDULER).stop();
    assertThatThrownBy(() -> house.pipeline().plan(request)).asInstanceOf(type(DefectException.class))
        .returns(PartitionRule.STAGE, DefectException::stage).returns(operator, DefectException::subject)
        .returns("graft.patch.scheduler", DefectException::repairedBy);

    house.bundle(KnownFix.SCHEDULER).start();
    assertThat(house.pipeline().verified(request).partitions()).hasSize(partitions);
  }
}
