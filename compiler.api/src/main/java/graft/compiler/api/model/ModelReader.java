package graft.compiler.api.model;

import graft.compiler.api.read.InvalidFileException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Reads exported models. Safe for any number of threads. */
@ProviderType
public interface ModelReader {

  /**
   * Reads one archive and checks that it is consistent. Weights are mapped, not copied, after a look at their checksums; nothing
   * in the archive is executed.
   *
   * @throws InvalidFileException if the file cannot be read, is no such archive, or contradicts itself
   */
  ExportedModel read(Path file);
}
