package graft.compiler.jvm.replay;

import graft.compiler.api.arena.ArenaLayout.Proof;
import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.kernel.Team;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.plan.Line;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.program.Program;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.loops.CompiledLoops;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A program that records its steps when it first meets a set of sizes, and replays them from then on. */
public final class ReplayProgram implements Program {

  /** How many sets of sizes are kept ready. */
  private static final int KEPT = 8;

  private final Lowered lowered;
  private final Plan plan;
  private final Parts parts;
  private final Inputs inputs;
  private final int kernels;
  /** Last used first. */
  private final Deque<Binding> bindings = new ArrayDeque<>();
  private volatile @Nullable Binding latest;
  private volatile boolean closed;

  /**
   * What launches are made of.
   *
   * @param loops the code of each node that has loops, by name
   * @param services kernels that bundles bring
   * @param own what this backend has where no bundle brings one
   * @param libraries asked, best first, before {@code own}
   * @param planners of arenas, best first; none where there is none any more
   * @param team the threads of every run
   */
  public record Parts(
      Map<String, CompiledLoops> loops,
      Function<Operator, Optional<Kernel>> services,
      Function<Operator, Kernel> own,
      List<Library> libraries,
      Supplier<List<ArenaPlanner>> planners,
      Team team) {

    public Parts {
      loops = Map.copyOf(loops);
      libraries = List.copyOf(libraries);
    }
  }

  /** A program of a plan without undefined names. */
  public ReplayProgram(Lowered lowered, Plan plan, Parts parts) {
    this.lowered = lowered;
    this.plan = plan;
    this.parts = parts;
    this.inputs = new Inputs(lowered);
    this.kernels = (int) plan.functions().stream()
        .flatMap(function -> function.lines().stream())
        .filter(line -> line instanceof Line.KernelCall || line instanceof Line.Extern)
        .count();
  }

  @Override
  public void prepare(Map<String, Tensor> state) {
    if (lowered.symbols().isEmpty()) {
      find(inputs.fixedSizes(), state).end();
    }
  }

  @Override
  public SequencedMap<String, Tensor> run(
      Map<String, Tensor> tensors, Map<String, Tensor> state, Map<String, Tensor> buffers) {
    if (closed) {
      throw new IllegalStateException("the program of " + lowered.model() + " is closed");
    }
    Binding last = latest;
    Binding binding = last != null && last.fits(tensors, state) && last.begin()
        ? last
        : find(inputs.sizes(tensors, state), state);
    try {
      return binding.run(tensors, buffers);
    } finally {
      binding.end();
    }
  }

  /** The binding of these sizes, begun. */
  private synchronized Binding find(BoundSizes sizes, Map<String, Tensor> state) {
    Binding found = null;
    for (Binding binding : bindings) {
      if (binding.fits(sizes, state)) {
        found = binding;
      }
    }
    if (found == null) {
      found = bind(sizes, state);
    }
    bindings.remove(found);
    bindings.addFirst(found);
    latest = found;
    found.begin();
    while (bindings.size() > KEPT) {
      bindings.removeLast().retire();
    }
    return found;
  }

  private Binding bind(BoundSizes sizes, Map<String, Tensor> state) {
    var calls = new Calls(lowered, parts);
    try {
      return new Binding(lowered, inputs, new Recorder(lowered, plan, calls, sizes), calls,
          parts.planners().get(), sizes, state);
    } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
      calls.close();
      throw new CompileException("bad-plan", lowered.model() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  @Override
  public int kernels() {
    return kernels;
  }

  @Override
  public long arenaBytes() {
    Binding binding = latest;
    return binding == null ? 0 : binding.layout().bytes();
  }

  @Override
  public long arenaLowerBound() {
    Binding binding = latest;
    return binding == null ? 0 : binding.layout().lowerBound();
  }

  @Override
  public Proof arenaProof() {
    Binding binding = latest;
    return binding == null ? Proof.LIVE : binding.layout().proof();
  }

  @Override
  public synchronized void close() {
    closed = true;
    bindings.forEach(Binding::retire);
    bindings.clear();
  }
}
