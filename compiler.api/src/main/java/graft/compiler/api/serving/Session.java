package graft.compiler.api.serving;

import graft.compiler.api.tensor.Tensor;
import java.util.Map;
import java.util.SequencedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs of a model that share mutable buffers of their own, a decoding loop for example: each run starts from what the one before
 * left in them, whichever program it ran on. Runs on one session are serial, those on different sessions are not. Safe for any
 * number of threads.
 */
@ProviderType
public interface Session extends AutoCloseable {

  /**
   * Runs once. A run that fails leaves the buffers as they were.
   *
   * @param inputs tensors by the names of the model's inputs; they are not written
   * @return as {@link CompiledModel#run} does
   * @throws graft.compiler.api.program.InvalidInputException if an input is missing, unknown, or of wrong type, rank or size
   * @throws IllegalStateException if the session or its model's handle is closed
   */
  SequencedMap<String, Tensor> run(Map<String, Tensor> inputs);

  /**
   * The model's mutable buffers as the last run left them, by their names in the model; read-only, and they stay as they are.
   *
   * @throws IllegalStateException if the session is closed
   */
  SequencedMap<String, Tensor> buffers();

  /** Lets go of the buffers, once a run in flight has ended. */
  @Override
  void close();
}
