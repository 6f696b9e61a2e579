package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.lower.UnknownOperatorsException;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.CompiledModel.Generation;
import graft.compiler.api.serving.Compiler;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;

/** A handle serves its model while a fix, a kernel, the backend and the runtime stop and start again. */
class ServedModelTest {

  private static final String MODEL = "defect_should_partition_inplace";
  private static final CompileOptions SPLIT = CompileOptions.DEFAULT.withSplit(List.of("graph::inplace_scale"));

  private BundleContext context;
  private Compiler compiler;
  private ExportedModel model;
  private CompiledModel handle;
  private Map<String, Tensor> inputs;
  private Tensor expected;

  @BeforeEach
  void compile(
      @InjectBundleContext BundleContext context,
      @InjectService Compiler compiler,
      @InjectService ModelReader models,
      @InjectService TensorFiles tensors) {
    this.context = context;
    this.compiler = compiler;
    Path folder = Checkout.path("testdata/models/defects");
    model = models.read(folder.resolve(MODEL + ".pt2"));
    inputs = tensors.read(folder.resolve(MODEL + ".inputs.safetensors"), Arena.ofAuto());
    expected =
        tensors.read(folder.resolve(MODEL + ".outputs.safetensors"), Arena.ofAuto()).firstEntry().getValue();
    handle = compiler.compile(model, SPLIT);
  }

  @AfterEach
  void close() {
    handle.close();
  }

  private void awaitStaleness(String reason) {
    House.await().until(() -> handle.staleness().filter(why -> why.contains(reason)).isPresent());
  }

  private void awaitCurrent() {
    House.await().until(() -> handle.staleness().isEmpty());
  }

  private void assertServes() {
    Tensor computed = handle.run(inputs).firstEntry().getValue();
    assertThat(TensorComparison.of(expected, computed).agrees()).isTrue();
  }

  private Bundle bundle(String name) {
    return Stream.of(context.getBundles()).filter(bundle -> bundle.getSymbolicName().equals(name)).findFirst()
        .orElseThrow();
  }

  /** Does something while a bundle is stopped. */
  private void without(String name, Runnable action) throws BundleException {
    bundle(name).stop();
    try {
      action.run();
    } finally {
      bundle(name).start();
    }
  }

  @Test
  void a_fix_that_goes_leaves_the_last_program_and_its_return_ends_the_staleness() throws Exception {
    Recipe before = handle.recipe();

    without("graft.patch.scheduler", () -> {
      assertServes();
      awaitStaleness("graft.patch.scheduler repairs this");
      assertServes();
      assertThat(handle.recipe()).isEqualTo(before);
      assertThatThrownBy(() -> compiler.compile(model, SPLIT)).isInstanceOf(DefectException.class);
    });

    awaitCurrent();
    assertServes();
    assertThat(handle.history()).hasSize(1);
  }

  @Test
  void a_fix_that_the_model_can_do_without_changes_the_next_program() throws Exception {
    without("graft.patch.partition", () -> {
      awaitCurrent();
      assertThat(handle.recipe().fixes()).containsExactly("scheduler", "memoryplan");
      assertServes();
    });

    awaitCurrent();
    assertThat(handle.recipe().fixes()).contains("partition");
    assertThat(handle.history()).extracting(Generation::reason).containsExactly(
        "first compile",
        "partition-signatures of graft.patch.partition went",
        "partition-signatures of graft.patch.partition came");
    assertServes();
  }

  @Test
  void a_kernel_that_goes_leaves_the_last_program() throws Exception {
    without("graft.kernel.sample", () -> {
      assertServes();
      awaitStaleness("unknown operators: graph::inplace_scale");
      assertServes();
      assertThatThrownBy(() -> compiler.compile(model, SPLIT)).isInstanceOf(UnknownOperatorsException.class);
    });

    awaitCurrent();
    assertServes();
  }

  @Test
  void without_a_backend_or_a_runtime_the_last_program_goes_on() throws Exception {
    for (String part : List.of("graft.compiler.jvm", "graft.compiler.core")) {
      without(part, () -> {
        assertServes();
        awaitStaleness("to compile with");
        assertServes();
      });

      awaitCurrent();
      assertServes();
    }
  }
}
