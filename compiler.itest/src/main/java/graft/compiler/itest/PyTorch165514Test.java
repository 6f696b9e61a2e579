package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.plan.FunctionPlan;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.stage.MemoryPlanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;
import org.osgi.test.common.annotation.InjectService;

/**
 * PyTorch PR 165514, repaired by {@code graft.patch.memoryplan}.
 *
 * <p>A captured partition returns {@code buf2}, which the operator split out after it fills. The last line of its function
 * allocates that buffer. Memory planning drops trailing lines that are about no output, and takes "output" for an output of the
 * whole graph, which {@code buf2} is not: the function returns a name that it never defined. The same happens to {@code buf13} in
 * the next captured partition.
 */
class PyTorch165514Test {

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @Test
  void a_partition_returns_what_it_no_longer_allocates_until_the_fix_is_there(@InjectService ScheduleReader reader)
      throws BundleException {
    PlanRequest request = reader.read(new StoredCase("defect_memory_plan_reuse").fixed()).request();

    house.bundle(KnownFix.MEMORYPLAN).stop();
    Plan red = house.pipeline().plan(request);
    assertThat(red.undefinedNames())
        .containsExactlyInAnyOrder(new UndefinedName("partition_0", "buf2"), new UndefinedName("partition_1", "buf13"));
    assertThat(red.functions().getFirst().lines()).noneMatch(line -> allocates("buf2", line));
    assertThatThrownBy(() -> house.pipeline().verified(request)).asInstanceOf(type(DefectException.class))
        .returns(MemoryPlanner.STAGE, DefectException::stage).returns("buf2", DefectException::subject)
        .returns("graft.patch.memoryplan", DefectException::repairedBy);

    house.bundle(KnownFix.MEMORYPLAN).start();
    Plan green = house.pipeline().verified(request);
    assertThat(green.undefinedNames()).isEmpty();
    assertThat(green.partitions()).isEqualTo(red.partitions());
    assertThat(green.functions().get(0)).satisfies(function -> endsByAllocating("buf2", function));
    assertThat(green.functions().get(1)).satisfies(function -> endsByAllocating("buf13", function));
  }

  private static void endsByAllocating(String buffer, FunctionPlan function) {
    assertThat(function.lines()).filteredOn(Line.Memory.class::isInstance).last()
        .matches(line -> allocates(buffer, line), "allocates " + buffer);
  }

  private static boolean allocates(String buffer, Line line) {
    return switch (line) {
      case Line.Allocate allocate -> allocate.buffer().equals(buffer);
      case Line.Reuse reuse -> reuse.as().equals(buffer);
      default -> false;
    };
  }
}
