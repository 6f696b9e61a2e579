package graft.compiler.jvm;

import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.Result;
import graft.compiler.api.program.Program;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A plan's caller as launches. */
final class JvmProgram implements Program {

  private final Inputs inputs;
  private final List<Result> results;
  private final Set<String> constants;
  private final List<Launch> caller;
  private final int kernels;
  private final AtomicLong arenaBytes = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final String model;

  JvmProgram(Lowered lowered, Inputs inputs, List<Launch> caller, int kernels) {
    this.inputs = inputs;
    this.results = lowered.results();
    this.constants = lowered.schedule().constants();
    this.caller = caller;
    this.kernels = kernels;
    this.model = lowered.model();
  }

  @Override
  public SequencedMap<String, Tensor> run(Map<String, Tensor> tensors, Map<String, Tensor> state) {
    if (closed.get()) {
      throw new IllegalStateException("the program of " + model + " is closed");
    }
    BoundSizes sizes = inputs.sizes(tensors, state);
    try (var arena = Arena.ofConfined(); var pool = new Pool()) {
      var run = new Run(sizes, pool, arena);
      Map<String, Held> held = inputs.layOut(tensors, state, run);
      var global = new HashMap<>(held);
      global.keySet().retainAll(constants);
      var frame = new Frame(global);
      held.forEach((name, block) -> {
        if (!constants.contains(name)) {
          block.retain();
          frame.define(name, block);
        }
      });
      caller.forEach(launch -> launch.run(run, frame));
      SequencedMap<String, Tensor> values = take(run, frame, held);
      arenaBytes.accumulateAndGet(pool.peak(), Math::max);
      return values;
    }
  }

  /** Copies the results out; the plan may have ended the names of inputs. */
  private SequencedMap<String, Tensor> take(Run run, Frame frame, Map<String, Held> held) {
    var values = new LinkedHashMap<String, Tensor>();
    Frame ended = frame.callee();
    held.forEach((name, block) -> {
      block.retain();
      ended.define(name, block);
    });
    for (Result result : results) {
      String buffer = result.value().buffer();
      Frame owner = held.containsKey(buffer) ? ended : frame;
      Tensor value = run.sizes().tensor(result.value(), owner.memory(buffer));
      Tensor copy = Tensor.allocate(Arena.ofAuto(), value.type(), value.shape());
      Copies.copy(value, copy);
      values.put(result.name(), copy);
    }
    return values;
  }

  @Override
  public int kernels() {
    return kernels;
  }

  @Override
  public long arenaBytes() {
    return arenaBytes.get();
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
