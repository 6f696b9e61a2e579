package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.Tensor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives changed at random go the whole way from the file to numbers: each runs, or ends in one clear line. */
class MutatedModelTest {

  private static final int MUTATIONS = 1000;
  private static final List<String> MODELS =
      List.of("zoo/mlp", "zoo/mlp.core", "networks/masks.core", "networks/pools", "networks/lstm_cell",
          "networks/counter", "networks/image", "networks/solver.core", "ops/chunk.float32.0");

  private final House house = House.here();

  @TempDir
  private Path folder;

  @Test
  void whatever_an_archive_says_it_runs_or_is_refused() throws IOException {
    long seed = Long.getLong("graft.seed", System.nanoTime());
    var random = new Random(seed);
    System.getLogger("graft.compiler.itest")
        .log(Level.INFO, "random archives: -Dgraft.seed={0}", Long.toString(seed));
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String name = MODELS.get(random.nextInt(MODELS.size()));
      byte[] archive = new ArchiveMutation(random).of(Checkout.path("testdata/models").resolve(name + ".pt2"));
      Path file = Files.write(folder.resolve("mutated.pt2"), archive);
      refused += isRefused(file, name.replace(".core", ""), "mutation " + i + " of " + name + ", -Dgraft.seed=" + seed)
          ? 1
          : 0;
    }
    assertThat(refused).as("seed %d", seed).isBetween(MUTATIONS / 4, MUTATIONS - 1);
  }

  private boolean isRefused(Path file, String name, String what) {
    try {
      run(file, name);
      return false;
    } catch (CompileException e) {
      assertThat(e.getMessage()).as(what).isNotBlank().doesNotContain("\n").hasSizeLessThan(2000);
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what + ": " + e, e);
    }
  }

  private void run(Path file, String name) {
    Map<String, Tensor> inputs = house.service(TensorFiles.class)
        .read(Checkout.path("testdata/models").resolve(name + ".inputs.safetensors"), Arena.ofAuto());
    var model = house.service(ModelReader.class).read(file);
    try (CompiledModel compiled = house.service(Compiler.class).compile(model, CompileOptions.DEFAULT);
        Session session = compiled.session()) {
      session.run(inputs);
    }
  }
}
