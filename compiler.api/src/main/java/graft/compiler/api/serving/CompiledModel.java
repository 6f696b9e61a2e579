package graft.compiler.api.serving;

import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.Body;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.tensor.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A compiled model. It outlives programs: when the best service of a stage changes, the model is compiled again in the background
 * and later runs take the new program; where that fails, the last good program goes on, and {@link #staleness} tells why. No run
 * waits for a compile, and runs in flight end on the program they started with. Safe for any number of threads.
 *
 * <p>The buffers that a model writes into, the cache of a decoder for example, belong to the handle, or to a {@link #session},
 * never to a program: a change of programs keeps them.
 */
@ProviderType
public interface CompiledModel extends AutoCloseable {

  /**
   * Runs once on the handle's own buffers, which are what the archive holds until the first run. Such runs are serial if the model
   * writes into buffers, and each starts from what the one before left there; if it does not, any number runs at a time. A run
   * that fails leaves the buffers as they were.
   *
   * @param inputs tensors by the names of the model's inputs; they are not written
   * @return {@code output_0} and on, then {@code mutated_X} for each input and {@code buffer_X} for each of the model's buffers
   *     that the model writes into; contiguous, in memory that lives as long as anything refers to it, which of a buffer is
   *     read-only
   * @throws graft.compiler.api.program.InvalidInputException if an input is missing, unknown, or of wrong type, rank or size
   * @throws IllegalStateException if the handle is closed
   */
  SequencedMap<String, Tensor> run(Map<String, Tensor> inputs);

  /**
   * Buffers of one's own, which start as the archive holds them. It costs nothing until a run writes into them.
   *
   * @return a session, which the caller closes
   */
  Session session();

  /** The model's name. */
  String name();

  /** How the current program was made: the steps of the pipeline, and after them lowering, kernels, libraries and backend. */
  Recipe recipe();

  /** The current program's plan. */
  Plan plan();

  /** What each node of the current program's plan computes, by the node's name. */
  Map<String, Body> bodies();

  /** Numbers about the current program. */
  Facts facts();

  /** Why the current program is not what a compile would make now; empty where it is. */
  Optional<String> staleness();

  /** The programs so far, the current one last; of many the last {@value #REMEMBERED}. */
  List<Generation> history();

  /** How many programs {@link #history} tells of. */
  int REMEMBERED = 16;

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
   * @param arenaLowerBound no arena could be smaller
   * @param arenaProof how that was found
   */
  record Facts(
      int partitions,
      int kernels,
      long compileNanos,
      long arenaBytes,
      long arenaLowerBound,
      ArenaLayout.Proof arenaProof) {}

  /**
   * A program and why it was made.
   *
   * @param fingerprint of its recipe
   * @param since when runs began to take it
   * @param reason what had changed since the program before; of the first one {@code first compile}
   * @param compileNanos elapsed time from the model to the ready program
   */
  record Generation(String fingerprint, Instant since, String reason, long compileNanos) {}
}
