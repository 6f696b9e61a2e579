package graft.compiler.api.program;

import graft.compiler.api.tensor.Tensor;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A compiled model. Safe for any number of threads; it holds neither weights nor anything that a run leaves behind, and no fix
 * and no class of one.
 */
public interface Program extends AutoCloseable {

  /**
   * Runs once.
   *
   * @param inputs the caller's tensors by name, of the sizes that the model expects; they are not written
   * @param state the model's parameters, buffers and constants by name; they are not written
   * @return {@code output_0} and on, then {@code mutated_X} and {@code buffer_X}, contiguous, in memory of their own that lives
   *     as long as anything refers to it
   * @throws InvalidInputException if an input is missing, unknown, or of wrong type, rank or size
   */
  SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> state);

  /** How many kernels one run launches, extern calls included. */
  int kernels();

  /** The most bytes that the buffers of one run took at a time so far; inputs and results are not counted. */
  long arenaBytes();

  /** Releases what the program holds once the runs in flight have ended. A later run throws IllegalStateException. */
  @Override
  void close();
}
