package graft.compiler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.plan.Line;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import graft.compiler.export.pt2.Pt2ModelReader;
import graft.compiler.export.safetensors.SafetensorsFiles;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From {@code .pt2} to PyTorch's numbers, and without a fix to its defect. */
class StoredModelTests {

  private static final Path MODELS = Path.of(System.getProperty("basedir", "."), "..", "testdata", "models");
  private static final CompileOptions SPLIT = CompileOptions.DEFAULT
      .withSplit(List.of("graph::unified_attention_with_output", "graph::inplace_scale"));

  private final TestServices services = new TestServices();
  private final Recompiler recompiler = new Recompiler();

  @AfterEach
  void stop() {
    recompiler.close();
  }

  private ModelHandle compile(String archive) {
    ExportedModel model = new Pt2ModelReader().read(MODELS.resolve(archive));
    return new ModelHandle(model, SPLIT, services, recompiler);
  }

  private static Map<String, Tensor> tensors(String file) {
    return new SafetensorsFiles().read(MODELS.resolve(file), Arena.ofAuto());
  }

  private static void check(CompiledModel model, String name) {
    Map<String, Tensor> results = model.run(tensors(name + ".inputs.safetensors"));
    Map<String, Tensor> expected = tensors(name + ".outputs.safetensors");
    assertThat(results).containsOnlyKeys(expected.keySet());
    expected.forEach((output, value) -> {
      Tensor computed = Objects.requireNonNull(results.get(output));
      // Floating point numbers of eight bits are stored as bytes.
      Tensor comparable = computed.type() == DataType.FLOAT8_E4M3FN
          ? Tensor.of(DataType.UINT8, computed.shape(), computed.data())
          : computed;
      TensorComparison comparison = TensorComparison.of(value, comparable);
      assertThat(comparison.agrees()).as("%s of %s: %s", output, name, comparison).isTrue();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".core"})
  void a_perceptron_runs_at_both_sizes_on_one_program(String form) {
    try (CompiledModel model = compile("zoo/mlp" + form + ".pt2")) {
      check(model, "zoo/mlp");
      check(model, "zoo/mlp.other");

      assertThat(model.facts().partitions()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".core"})
  void a_llama_runs_with_its_attention_split_out(String form) {
    try (CompiledModel model = compile("zoo/llama_split" + form + ".pt2")) {
      check(model, "zoo/llama_split");

      assertThat(model.facts().partitions()).as("two layers of attention between three captured parts").isEqualTo(5);
    }
  }

  @Nested
  class Defects {

    @ParameterizedTest
    @ValueSource(strings = {
        "defect_memory_plan_reuse", "defect_should_partition_inplace", "defect_signature_extra_input"})
    void with_the_fixes_numbers_are_right(String name) {
      try (CompiledModel model = compile("defects/" + name + ".pt2")) {
        check(model, "defects/" + name);
      }
    }

    @ParameterizedTest
    @CsvSource({
        "defect_memory_plan_reuse, memoryplan, partition_0",
        "defect_should_partition_inplace, scheduler, graph::inplace_scale",
        "defect_signature_extra_input, partition, call"})
    void without_its_fix_each_ends_in_a_typed_error(String name, String fix, String place) {
      services.fixes.remove(fix);

      assertThatExceptionOfType(DefectException.class)
          .isThrownBy(() -> compile("defects/" + name + ".pt2"))
          .withMessageContaining(place);
    }

    @ParameterizedTest
    @CsvSource({
        "defect_memory_plan_reuse, memoryplan", "defect_signature_extra_input, partition"})
    void its_own_fix_is_enough(String name, String fix) {
      services.fixes.retainAll(Set.of(fix));

      try (CompiledModel model = compile("defects/" + name + ".pt2")) {
        check(model, "defects/" + name);
      }
    }
  }

  @Test
  void facts_tell_what_was_compiled_and_run() {
    try (CompiledModel model = compile("zoo/mlp.pt2")) {
      check(model, "zoo/mlp");

      assertThat(model.facts().kernels()).isEqualTo((int) model.plan().functions().stream()
          .flatMap(function -> function.lines().stream())
          .filter(line -> line instanceof Line.KernelCall || line instanceof Line.Extern)
          .count());
      assertThat(model.facts().compileNanos()).isPositive();
      assertThat(model.facts().arenaBytes()).isPositive();
    }
  }
}
