package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.PlanRequest;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.plan.UndefinedName;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.stage.PartitionSignatures;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;
import org.osgi.test.common.annotation.InjectService;

/**
 * PyTorch PR 165815, repaired by {@code graft.patch.partition}.
 *
 * <p>{@code buf2} is a view of {@code buf1}, and that of {@code buf0}; a captured partition makes all three. The part split out
 * after it reads the view and is the last to need the others, so it frees them. It never touches them, so they are none of its
 * inputs and nobody returns them to the caller: that deletes names which it never received.
 */
class PyTorch165815Test {

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @Test
  void the_caller_frees_what_it_was_never_given_until_the_fix_is_there(@InjectService ScheduleReader reader)
      throws BundleException {
    PlanRequest request = reader.read(new StoredCase("defect_signature_extra_input").fixed()).request();

    house.bundle(KnownFix.PARTITION).stop();
    Plan red = house.pipeline().plan(request);
    assertThat(red.undefinedNames())
        .containsExactlyInAnyOrder(
            new UndefinedName(UndefinedName.CALLER, "buf0"), new UndefinedName(UndefinedName.CALLER, "buf1"));
    assertThat(signature(red, 0).outputs()).containsExactly("buf2");
    assertThat(signature(red, 1).inputs()).containsExactly("buf2");
    assertThatThrownBy(() -> house.pipeline().verified(request)).asInstanceOf(type(DefectException.class))
        .returns(PartitionSignatures.STAGE, DefectException::stage)
        .returns("graft.patch.partition", DefectException::repairedBy)
        .extracting(DefectException::subject).isIn("buf0", "buf1");

    house.bundle(KnownFix.PARTITION).start();
    Plan green = house.pipeline().verified(request);
    assertThat(green.undefinedNames()).isEmpty();
    assertThat(signature(green, 0).outputs()).isEqualTo(List.of("buf0", "buf1", "buf2"));
    assertThat(signature(green, 1).inputs()).isEqualTo(List.of("buf2", "buf1", "buf0"));
    assertThat(signature(green, 1).deallocated()).isEqualTo(Set.of("buf0", "buf1", "buf2"));
  }

  private static Signature signature(Plan plan, int partition) {
    return plan.partitions().get(partition).signature();
  }
}
