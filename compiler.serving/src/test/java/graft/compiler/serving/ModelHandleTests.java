package graft.compiler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.CompiledModel.Generation;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.pt2.Pt2ModelReader;
import graft.compiler.export.safetensors.SafetensorsFiles;
import graft.kernel.sample.InplaceScale;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One model, whose compile needs the scheduler's fix and a kernel, while services come and go. */
class ModelHandleTests {

  private static final Path DEFECTS =
      Path.of(System.getProperty("basedir", "."), "..", "testdata", "models", "defects");

  private final TestServices services = new TestServices();
  private final Recompiler recompiler = new Recompiler();
  private final ModelHandle model = new ModelHandle(
      new Pt2ModelReader().read(DEFECTS.resolve("defect_should_partition_inplace.pt2")),
      CompileOptions.DEFAULT.withSplit(List.of("graph::inplace_scale")),
      services,
      recompiler);
  private final Map<String, Tensor> inputs =
      new SafetensorsFiles().read(DEFECTS.resolve("defect_should_partition_inplace.inputs.safetensors"),
          Arena.ofAuto());

  @AfterEach
  void stop() {
    recompiler.close();
  }

  /** Does it, and lets the handle look, as the recompiler would later in its thread. */
  private void change(Runnable action) {
    action.run();
    recompiler.changed();
    model.refresh();
  }

  @Test
  void a_recipe_names_the_stages_the_kernels_in_use_and_the_backend() {
    assertThat(model.recipe().steps())
        .extracting(Recipe.Step::stage)
        .containsExactly("memoryplan", "partition", "scheduler", "lowering", "kernel graph::inplace_scale", "backend");
    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void no_run_waits_for_a_compile() {
    Recipe before = model.recipe();
    services.fixes.remove("partition");

    model.run(inputs);

    assertThat(model.recipe()).isEqualTo(before);
    assertThat(model.staleness()).contains("is being compiled again: partition of test went");
  }

  @Test
  void a_change_of_a_stage_brings_another_program() {
    change(() -> services.fixes.remove("partition"));

    assertThat(model.staleness()).isEmpty();
    assertThat(model.recipe().fixes()).containsExactly("memoryplan", "scheduler");
    assertThat(model.run(inputs)).containsKey("output_0");
  }

  @Test
  void history_tells_why_each_program_was_made() {
    change(() -> services.fixes.remove("partition"));
    change(() -> services.fixes.add("partition"));

    assertThat(model.history()).extracting(Generation::reason)
        .containsExactly("first compile", "partition of test went", "partition of test came");
    assertThat(model.history()).extracting(Generation::fingerprint).last()
        .isEqualTo(model.recipe().fingerprint()).isEqualTo(model.history().getFirst().fingerprint());
  }

  @Test
  void history_forgets() {
    for (int i = 0; i < CompiledModel.REMEMBERED; i++) {
      boolean isGone = i % 2 == 0;
      change(() -> {
        services.fixes.remove("partition");
        services.fixes.addAll(isGone ? List.of() : List.of("partition"));
      });
    }

    assertThat(model.history()).hasSize(CompiledModel.REMEMBERED).extracting(Generation::reason)
        .doesNotContain("first compile");
  }

  @Test
  void a_change_that_this_model_does_not_use_changes_nothing() {
    change(() -> services.kernels.remove("graph::attention"));

    assertThat(model.staleness()).isEmpty();
    assertThat(model.history()).hasSize(1);
  }

  @Test
  void a_library_that_comes_is_in_the_recipe_of_the_next_compile() {
    change(() -> services.libraries.add(_ -> Optional.empty()));

    assertThat(model.recipe().steps()).extracting(Recipe.Step::stage).endsWith("library", "backend");
    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void what_cannot_be_compiled_any_more_goes_on_and_says_why() {
    Recipe before = model.recipe();
    change(() -> services.fixes.remove("scheduler"));

    assertThat(model.run(inputs)).containsKey("output_0");

    assertThat(model.staleness().orElseThrow()).contains("graph::inplace_scale").contains("graft.patch.scheduler");
    assertThat(model.recipe()).isEqualTo(before);
  }

  @Test
  void what_comes_back_ends_the_staleness_without_a_new_program() {
    change(() -> services.fixes.remove("scheduler"));
    change(() -> services.fixes.add("scheduler"));

    assertThat(model.staleness()).isEmpty();
    assertThat(model.history()).hasSize(1);
  }

  @Test
  void a_kernel_that_goes_leaves_the_last_program_and_another_takes_over() {
    change(() -> services.kernels.remove("graph::inplace_scale"));
    assertThat(model.run(inputs)).containsKey("output_0");
    assertThat(model.staleness().orElseThrow()).contains("unknown operators: graph::inplace_scale.default");

    change(() -> services.kernels.put("graph::inplace_scale", new InplaceScale()));
    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void a_failure_that_is_no_exception_leaves_the_last_program_too() {
    services.beforeBuild = () -> {
      throw new StackOverflowError("a backend without end");
    };
    change(() -> services.fixes.remove("partition"));

    assertThat(model.run(inputs)).containsKey("output_0");
    assertThat(model.staleness()).contains("a backend without end");
  }

  @Test
  void a_closed_handle_runs_no_more() {
    model.close();
    model.close();
    model.refresh();

    assertThatIllegalStateException().isThrownBy(() -> model.run(inputs)).withMessageContaining("closed");
    assertThat(model.history()).hasSize(1);
  }
}
