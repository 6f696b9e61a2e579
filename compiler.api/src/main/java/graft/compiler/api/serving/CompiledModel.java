package graft.compiler.api.serving;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A compiled model. It outlives programs: when the best service of a stage changes, the next run compiles the model again; where
 * that fails, the last good program goes on, and {@link #staleness} tells why. Safe for any number of threads; runs in flight
 * end on the program they started with.
 */
@ProviderType
public interface CompiledModel extends AutoCloseable {

  /**
   * Runs once, from the state that the archive holds: what a run writes into the model's buffers is returned and not kept.
   *
   * @param inputs tensors by the names of the model's inputs; they are not written
   * @return {@code output_0} and on, then {@code mutated_X} for each input and {@code buffer_X} for each of the model's buffers
   *     that the model writes into; contiguous, in memory that lives as long as anything refers to it
   * @throws graft.compiler.api.program.InvalidInputException if an input is missing, unknown, or of wrong type, rank or size
   * @throws IllegalStateException if the handle is closed
   */
  SequencedMap<String, Tensor> run(Map<String, Tensor> inputs);

  /** The model's name. */
  String name();

  /** How the current program was made: the steps of the pipeline, and after them lowering, kernels and backend. */
  Recipe recipe();

  /** The current program's plan. */
  Plan plan();

  /** Numbers about the current program. */
  Facts facts();

  /** Why the current program is not what a compile would make now; empty where it is. */
  Optional<String> staleness();

  /** Gives the programs back once the runs in flight have ended. */
  @Override
  void close();

  /**
   * Numbers about a program.
   *
   * @param partitions how many partitions the graph was cut into
   * @param kernels how many kernels one run launches, extern calls included
   * @param compileNanos elapsed time from the model to the ready program
   * @param arenaBytes bytes of the arena in which the buffers of one run lie, for the sizes seen last; 0 where none were yet
   * @param arenaLowerBound the most bytes that are live at one step: no arena could be smaller
   */
  record Facts(int partitions, int kernels, long compileNanos, long arenaBytes, long arenaLowerBound) {}
}
