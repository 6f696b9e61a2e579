package graft.compiler.api.model;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.tensor.Tensor;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.SequencedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads and writes files of named tensors, in the safetensors format.
 *
 * <p>Safe for any number of threads.
 */
@ProviderType
public interface TensorFiles {

  /**
   * Maps a file.
   *
   * @param arena how long the tensors live; {@link Arena#ofAuto()} for as long as anything refers to them
   * @return contiguous tensors by name, in the order of the file's header, read-only
   * @throws InvalidFileException if the file cannot be read, is no such file, or contradicts itself
   */
  SequencedMap<String, Tensor> read(Path file, Arena arena);

  /**
   * Writes a file in one step: whoever reads it, at any time, finds the old content or the new.
   *
   * @param tensors by name, in order, of any strides; written contiguous
   * @throws UncheckedIOException if it cannot be written; the file is then as it was
   */
  void write(Path file, SequencedMap<String, Tensor> tensors);
}
