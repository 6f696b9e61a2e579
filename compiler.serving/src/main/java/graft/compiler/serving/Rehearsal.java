package graft.compiler.serving;

import static java.lang.System.Logger.Level.DEBUG;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.serving.Compiler;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads, compiles and runs a small model of its own when the framework starts, beside whatever else happens: the first real
 * compile then finds classes loaded and call sites linked. Nothing depends on it, and nothing of it is kept.
 *
 * <p>The model, {@code rehearsal.pt2}, is one transformer block and one convolution block of a few weights each, as
 * {@code torch.export} of PyTorch 2.9.0 wrote it. Where the framework property {@value #PROPERTY} is {@code false}, nothing happens.
 */
@Component(service = Rehearsal.class, immediate = true)
public final class Rehearsal {

  private static final System.Logger LOGGER = System.getLogger(Rehearsal.class.getName());
  private static final String MODEL = "rehearsal.pt2";
  private static final String PROPERTY = "graft.rehearsal";

  /** Called by the framework, once there is something to read and to compile with. */
  @Activate
  public Rehearsal(
      BundleContext context, @Reference ModelReader reader, @Reference LiveServices services,
      @Reference Compiler ready) {
    Path copy = context.getDataFile(MODEL).toPath();
    if (!"false".equals(context.getProperty(PROPERTY))) {
      Thread.ofPlatform().daemon().name("graft-rehearsal").start(() -> rehearse(copy, reader, services));
    }
  }

  private static void rehearse(Path copy, ModelReader reader, LiveServices services) {
    try (InputStream archive = Rehearsal.class.getResourceAsStream(MODEL); Arena arena = Arena.ofShared()) {
      Files.copy(archive, copy, StandardCopyOption.REPLACE_EXISTING);
      ExportedModel model = reader.read(copy);
      ServedProgram program = ServedProgram.compile(model, CompileOptions.DEFAULT, services.get());
      program.run(
          Map.of(
              "tokens", Tensor.allocate(arena, DataType.INT64, 1, 4),
              "image", Tensor.allocate(arena, DataType.FLOAT32, 1, 1, 4, 4)),
          model.state(),
          Map.of());
      program.retire();
    } catch (IOException | RuntimeException | LinkageError e) {
      // What is wrong with a stage shows at the first real compile; a short command ends before the rehearsal.
      LOGGER.log(DEBUG, "the rehearsal ended early", e);
    }
  }
}
