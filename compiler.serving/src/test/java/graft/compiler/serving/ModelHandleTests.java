package graft.compiler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.pt2.Pt2ModelReader;
import graft.compiler.export.safetensors.SafetensorsFiles;
import graft.kernel.sample.InplaceScale;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One model, whose compile needs the scheduler's fix and a kernel, while services come and go. */
class ModelHandleTests {

  private static final Path DEFECTS =
      Path.of(System.getProperty("basedir", "."), "..", "testdata", "models", "defects");

  private final TestServices services = new TestServices();
  private final ModelHandle model = new ModelHandle(
      new Pt2ModelReader().read(DEFECTS.resolve("defect_should_partition_inplace.pt2")),
      CompileOptions.DEFAULT.withSplit(List.of("graph::inplace_scale")),
      services);
  private final Map<String, Tensor> inputs =
      new SafetensorsFiles().read(DEFECTS.resolve("defect_should_partition_inplace.inputs.safetensors"),
          Arena.ofAuto());

  @Test
  void a_recipe_names_the_stages_the_kernels_in_use_and_the_backend() {
    assertThat(model.recipe().steps())
        .extracting(Recipe.Step::stage)
        .containsExactly("memoryplan", "partition", "scheduler", "lowering", "kernel graph::inplace_scale", "backend");
    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void a_change_of_a_stage_makes_the_next_run_compile_again() {
    services.fixes.remove("partition");
    assertThat(model.staleness()).contains("a stage changed; the next run compiles the model again");

    model.run(inputs);

    assertThat(model.staleness()).isEmpty();
    assertThat(model.recipe().fixes()).containsExactly("memoryplan", "scheduler");
  }

  @Test
  void a_change_that_this_model_does_not_use_changes_nothing() {
    services.kernels.remove("graph::attention");

    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void a_library_that_comes_is_in_the_recipe_of_the_next_compile() {
    services.libraries.add(site -> Optional.empty());
    model.run(inputs);

    assertThat(model.recipe().steps()).extracting(Recipe.Step::stage).endsWith("library", "backend");
    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void what_cannot_be_compiled_any_more_goes_on_and_says_why() {
    Recipe before = model.recipe();
    services.fixes.remove("scheduler");

    assertThat(model.run(inputs)).containsKey("output_0");

    assertThat(model.staleness().orElseThrow()).contains("graph::inplace_scale").contains("graft.patch.scheduler");
    assertThat(model.recipe()).isEqualTo(before);
  }

  @Test
  void what_comes_back_ends_the_staleness_without_a_new_program() {
    services.fixes.remove("scheduler");
    model.run(inputs);
    services.fixes.add("scheduler");

    model.run(inputs);

    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void a_kernel_that_goes_leaves_the_last_program_and_another_takes_over() {
    services.kernels.remove("graph::inplace_scale");
    assertThat(model.run(inputs)).containsKey("output_0");
    assertThat(model.staleness().orElseThrow()).contains("unknown operators: graph::inplace_scale.default");

    services.kernels.put("graph::inplace_scale", new InplaceScale());
    assertThat(model.staleness()).isEmpty();
  }

  @Test
  void a_closed_handle_runs_no_more() {
    model.close();
    model.close();

    assertThatIllegalStateException().isThrownBy(() -> model.run(inputs)).withMessageContaining("closed");
  }
}
