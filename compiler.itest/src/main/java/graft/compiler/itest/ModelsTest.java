package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.DefectException;
import graft.compiler.api.lower.UnknownOperatorsException;
import graft.compiler.api.tensor.TensorComparison;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleException;

/** Exported models from their archive to PyTorch's numbers, with fixes and kernels that are there or not. */
class ModelsTest {

  private static final StoredModel MLP = new StoredModel("zoo/mlp", List.of());
  private static final StoredModel LLAMA =
      new StoredModel("zoo/llama_split", List.of("graph::unified_attention_with_output"));
  private static final StoredModel LOST_ALLOCATION = new StoredModel("defects/defect_memory_plan_reuse", List.of());
  private static final StoredModel LOST_INPUT = new StoredModel("defects/defect_signature_extra_input", List.of());
  private static final StoredModel LOST_ORIGIN =
      new StoredModel("defects/defect_should_partition_inplace", List.of("graph::inplace_scale"));

  /** Each with the fix without which it cannot compile. */
  private static final Map<StoredModel, Set<KnownFix>> NEEDS =
      Map.of(
          MLP,
          Set.of(),
          LLAMA,
          Set.of(KnownFix.SCHEDULER),
          LOST_ALLOCATION,
          Set.of(KnownFix.MEMORYPLAN),
          LOST_INPUT,
          Set.of(KnownFix.PARTITION),
          LOST_ORIGIN,
          Set.of(KnownFix.SCHEDULER));

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  static Stream<StoredModel> models() {
    return NEEDS.keySet().stream();
  }

  static List<Set<KnownFix>> subsets() {
    return KnownFix.subsets();
  }

  /** A model may trip over several defects; whichever fixes are there, it never gives a wrong number. */
  @ParameterizedTest
  @MethodSource("subsets")
  void a_model_gives_the_numbers_of_pytorch_or_names_a_fix_that_is_not_there(Set<KnownFix> fixes)
      throws BundleException {
    house.activate(fixes);
    NEEDS.forEach((model, needed) -> {
      try {
        assertAgrees(model);
        assertThat(fixes).as("what %s needs", model).containsAll(needed);
      } catch (DefectException e) {
        assertThat(KnownFix.values()).filteredOn(fix -> !fixes.contains(fix)).extracting(KnownFix::symbolicName)
            .as("%s: %s", model, e.getMessage()).contains(e.repairedBy());
      }
    });
  }

  @ParameterizedTest
  @MethodSource("models")
  void with_the_fixes_it_gives_the_numbers_of_pytorch(StoredModel model) {
    assertAgrees(model);
  }

  @ParameterizedTest
  @MethodSource("models")
  void the_next_runtime_gives_them_too(StoredModel model) throws BundleException {
    house.updateCore("compiler.core-2.9.1");
    house.refresh();
    assertAgrees(model);
  }

  @Test
  void a_kernel_that_is_not_installed_is_asked_for_by_name() throws BundleException {
    house.find("graft.kernel.sample").orElseThrow().uninstall();
    try {
      assertThatThrownBy(() -> LOST_ORIGIN.check(house)).isInstanceOf(UnknownOperatorsException.class)
          .hasMessageContaining("graph::inplace_scale");
      assertAgrees(MLP);
    } finally {
      house.install("kernel.sample").start();
    }
    assertAgrees(LOST_ORIGIN);
  }

  @Test
  void the_shell_checks_them_and_says_which_fix_one_lacks() throws BundleException {
    String check = "check " + Checkout.path("testdata/models/defects");
    assertThat(new Shell(house).run(check)).contains("3 passed, 0 failed");

    house.bundle(KnownFix.PARTITION).stop();
    assertThat(new Shell(house).run(check)).contains("2 passed, 1 failed")
        .containsPattern("FAILED .*defect_signature_extra_input.*graft.patch.partition repairs this");
  }

  private void assertAgrees(StoredModel model) {
    assertThat(model.check(house)).as(model.name()).isNotEmpty()
        .allSatisfy((output, comparison) -> assertThat(comparison).as(output).matches(TensorComparison::agrees));
  }
}
