package graft.compiler.api.program;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.tensor.Tensor;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A compiled model. Safe for any number of threads; it holds neither weights nor anything that a run leaves behind, and no fix
 * and no class of one.
 */
public interface Program extends AutoCloseable {

  /** Runs once on what {@code state} holds: {@link #run(Map, Map, Map)} without buffers of their own. */
  default SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> state) {
    return run(inputs, state, Map.of());
  }

  /**
   * Runs once.
   *
   * @param inputs the caller's tensors by name, of the sizes that the model expects; they are not written
   * @param state the model's parameters, buffers and constants by name; they are not written. What depends on state alone is
   *     made ready once for each map, by its identity: pass the same map again and never another map of other tensors as if it
   *     were the same
   * @param buffers what the tensors that the model writes into hold now, by name, if it is something else than in
   *     {@code state}; of the same types and sizes, not written
   * @return {@code output_0} and on, then {@code mutated_X} and {@code buffer_X}, contiguous, in memory of their own that lives
   *     as long as anything refers to it
   * @throws InvalidInputException if an input is missing, unknown, or of wrong type, rank or size
   */
  SequencedMap<String, Tensor> run(
      Map<String, Tensor> inputs, Map<String, Tensor> state, Map<String, Tensor> buffers);

  /** How many kernels one run launches, extern calls included. */
  int kernels();

  /**
   * Makes ready for runs on that state, so that the first one need not: sizes that are fixed, layouts, weights. Does nothing
   * where sizes are first known at the run.
   *
   * @param state as for {@link #run}
   */
  void prepare(Map<String, Tensor> state);

  /** Bytes of the arena in which the buffers of one run lie, for the sizes seen last; 0 before the first. Inputs are not counted. */
  long arenaBytes();

  /** No arena could be smaller, for the sizes seen last. */
  long arenaLowerBound();

  /** How that was found. */
  ArenaLayout.Proof arenaProof();

  /** Releases what the program holds once the runs in flight have ended. A later run throws IllegalStateException. */
  @Override
  void close();
}
