package graft.compiler.serving;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.program.InvalidInputException;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.pt2.Pt2ModelReader;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A decoder writes keys and values of each step into its cache, and attends to all of it. */
class SessionTests {

  private static final Path MODELS = Path.of(System.getProperty("basedir", "."), "..", "testdata", "models", "zoo");
  private static final int STEPS = 6;

  private final TestServices services = new TestServices();
  private final Recompiler recompiler = new Recompiler();
  private final Random random = new Random(17);

  @AfterEach
  void stop() {
    recompiler.close();
  }

  private ModelHandle compile(String archive) {
    ExportedModel model = new Pt2ModelReader().read(MODELS.resolve(archive));
    return new ModelHandle(model, CompileOptions.DEFAULT, services, recompiler);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kv_cache_step.pt2", "kv_cache_step.core.pt2"})
  void a_loop_decodes_as_the_model_says(String archive) {
    try (ModelHandle model = compile(archive); Session session = model.session()) {
      var decoder = new Decoder(archive);
      for (int i = 0; i < STEPS; i++) {
        decoder.step(session, i);
      }
    }
  }

  @Test
  void a_change_of_programs_keeps_the_state() {
    try (ModelHandle model = compile("kv_cache_step.pt2"); Session session = model.session()) {
      var decoder = new Decoder("kv_cache_step.pt2");
      for (int i = 0; i < STEPS; i++) {
        decoder.step(session, i);
        services.fixes.removeIf(_ -> true);
        services.fixes.add("fix_" + i);
        model.refresh();
        assertThat(model.recipe().fixes()).containsExactly("fix_" + i);
      }
      assertThat(model.history()).hasSize(1 + STEPS);
    }
  }

  @Test
  void sessions_and_the_handle_share_nothing() {
    try (ModelHandle model = compile("kv_cache_step.pt2");
        Session one = model.session();
        Session other = model.session()) {
      var first = new Decoder("kv_cache_step.pt2");
      var second = new Decoder("kv_cache_step.pt2");
      var third = new Decoder("kv_cache_step.pt2");
      for (int i = 0; i < STEPS; i++) {
        first.step(one, i);
        second.step(other, 2 * i);
        third.step(model::run, STEPS - i);
      }
    }
  }

  @Test
  void what_a_run_returned_stays_as_it_was() {
    try (ModelHandle model = compile("kv_cache_step.pt2"); Session session = model.session()) {
      var decoder = new Decoder("kv_cache_step.pt2");
      decoder.step(session, 0);
      Tensor keys = Objects.requireNonNull(session.buffers().get("keys"));
      float[] before = floats(keys);
      decoder.step(session, 1);

      assertThat(floats(keys)).isEqualTo(before);
      assertThat(keys.data().isReadOnly()).isTrue();
      assertThat(floats(Objects.requireNonNull(session.buffers().get("keys")))).isNotEqualTo(before);
    }
  }

  @Test
  void a_run_that_fails_leaves_the_state_as_it_was() {
    try (ModelHandle model = compile("kv_cache_step.pt2"); Session session = model.session()) {
      var decoder = new Decoder("kv_cache_step.pt2");
      decoder.step(session, 0);
      assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> session.run(Map.of()));
      decoder.step(session, 1);
    }
  }

  @Test
  void a_model_without_mutable_buffers_has_none() {
    try (ModelHandle model = compile("mlp.pt2"); Session session = model.session()) {
      assertThat(session.buffers()).isEmpty();
    }
  }

  @Test
  void what_is_closed_runs_no_more() {
    ModelHandle model = compile("kv_cache_step.pt2");
    Session one = model.session();
    Session other = model.session();
    one.close();
    one.close();
    model.close();

    assertThatIllegalStateException().isThrownBy(() -> one.run(Map.of())).withMessageContaining("session");
    assertThatIllegalStateException().isThrownBy(one::buffers).withMessageContaining("session");
    assertThatIllegalStateException().isThrownBy(() -> other.run(Map.of())).withMessageContaining("handle");
  }

  /** The model in plain loops, with a cache of its own. */
  private final class Decoder {

    private final ExportedModel model;
    private final int width;
    private final float[] keys;
    private final float[] values;

    Decoder(String archive) {
      model = new Pt2ModelReader().read(MODELS.resolve(archive));
      width = (int) model.tensor("q.weight").shape()[0];
      keys = floats(model.tensor("keys"));
      values = floats(model.tensor("values"));
    }

    /** One step of the model and of the loops, which must agree. */
    void step(Session session, int at) {
      step(session::run, at);
      assertThat(floats(Objects.requireNonNull(session.buffers().get("values")))).containsExactly(values,
          within(1e-4f));
    }

    void step(java.util.function.Function<Map<String, Tensor>, ? extends Map<String, Tensor>> run, int at) {
      Tensor x = Tensor.allocate(Arena.ofAuto(), DataType.FLOAT32, 1, width);
      for (int i = 0; i < width; i++) {
        x.data().setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      Tensor place = Tensor.allocate(Arena.ofAuto(), DataType.INT64, 1);
      place.data().set(JAVA_LONG, 0, at);
      Map<String, Tensor> results = run.apply(Map.of("x", x, "at", place));
      assertThat(floats(Objects.requireNonNull(results.get("output_0"))))
          .containsExactly(attend(floats(x), at), within(1e-4f));
      assertThat(floats(Objects.requireNonNull(results.get("buffer_keys")))).containsExactly(keys, within(1e-4f));
    }

    private float[] attend(float[] x, int at) {
      System.arraycopy(linear("k", x), 0, keys, at * width, width);
      System.arraycopy(linear("v", x), 0, values, at * width, width);
      float[] q = linear("q", x);
      int places = keys.length / width;
      double[] weights = new double[places];
      double sum = 0;
      for (int i = 0; i < places; i++) {
        double product = 0;
        for (int j = 0; j < width; j++) {
          product += q[j] * keys[i * width + j];
        }
        weights[i] = Math.exp(product / 8);
        sum += weights[i];
      }
      float[] mixed = new float[width];
      for (int j = 0; j < width; j++) {
        double mean = 0;
        for (int i = 0; i < places; i++) {
          mean += weights[i] / sum * values[i * width + j];
        }
        mixed[j] = (float) mean;
      }
      return linear("o", mixed);
    }

    private float[] linear(String name, float[] x) {
      float[] weight = floats(model.tensor(name + ".weight"));
      float[] result = floats(model.tensor(name + ".bias"));
      for (int i = 0; i < width; i++) {
        double sum = result[i];
        for (int j = 0; j < width; j++) {
          sum += weight[i * width + j] * x[j];
        }
        result[i] = (float) sum;
      }
      return result;
    }
  }

  private static float[] floats(Tensor tensor) {
    return tensor.copy(Arena.ofAuto()).data().toArray(JAVA_FLOAT);
  }
}
