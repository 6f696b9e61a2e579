package graft.compiler.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.pt2.Pt2ModelReader;
import graft.compiler.export.safetensors.SafetensorsFiles;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles are kept up to date in a thread that nobody waits for. */
class RecompilerTests {

  private static final Path MODELS = Path.of(System.getProperty("basedir", "."), "..", "testdata", "models", "zoo");

  private final TestServices services = new TestServices();
  private final Recompiler recompiler = new Recompiler();
  private final ModelHandle model =
      new ModelHandle(new Pt2ModelReader().read(MODELS.resolve("mlp.pt2")), CompileOptions.DEFAULT, services,
          recompiler);
  private final Map<String, Tensor> inputs =
      new SafetensorsFiles().read(MODELS.resolve("mlp.inputs.safetensors"), Arena.ofAuto());

  @BeforeEach
  void serve() {
    recompiler.add(model);
  }

  @AfterEach
  void stop() {
    recompiler.close();
  }

  @Test
  void a_change_brings_another_program_to_all_handles() {
    var other = new ModelHandle(new Pt2ModelReader().read(MODELS.resolve("mlp.core.pt2")), CompileOptions.DEFAULT,
        services, recompiler);
    recompiler.add(other);
    services.fixes.remove("partition");
    recompiler.changed();

    await().until(() -> model.history().size() == 2 && other.history().size() == 2);
    assertThat(other.recipe().fixes()).containsExactly("memoryplan", "scheduler");
  }

  @Test
  void a_change_that_nobody_told_is_found_by_who_asks() {
    services.fixes.remove("partition");

    await().until(() -> model.staleness().isEmpty());
    assertThat(model.history()).hasSize(2);
  }

  @Test
  void runs_go_on_while_a_compile_takes_its_time() throws InterruptedException {
    var compiling = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    services.beforeBuild = () -> {
      compiling.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
    services.libraries.add(_ -> Optional.empty());
    recompiler.changed();
    compiling.await();

    assertThat(Objects.requireNonNull(model.run(inputs).get("output_0"))).isNotNull();
    assertThat(model.staleness().orElseThrow()).startsWith("is being compiled again: library of test came");
    assertThat(model.history()).hasSize(1);

    end.countDown();
    await().until(() -> model.history().size() == 2);
  }

  @Test
  void a_handle_that_closes_while_it_is_compiled_keeps_no_program() throws InterruptedException {
    var compiling = new CountDownLatch(1);
    services.beforeBuild = () -> {
      model.close();
      compiling.countDown();
    };
    services.libraries.addAll(List.of(_ -> Optional.empty()));
    recompiler.changed();
    compiling.await();

    await().until(() -> services.closed.get() == 2);
  }

  @Test
  void when_it_is_closed_handles_serve_on() {
    // Not the one that may be looking at its handle just now.
    var closed = new Recompiler();
    closed.close();
    var handle = new ModelHandle(new Pt2ModelReader().read(MODELS.resolve("mlp.pt2")), CompileOptions.DEFAULT, services,
        closed);
    closed.add(handle);
    services.fixes.remove("partition");
    closed.changed();

    assertThat(handle.run(inputs)).containsKey("output_0");
    assertThat(handle.staleness()).isPresent();
  }
}
