package graft.compiler.serving;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Planned;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.program.Program;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One program of a model with how it was made. It is closed when it is retired and its last run has ended. */
final class ServedProgram {

  private final Recipe recipe;
  private final Planned planned;
  private final Program program;
  private final Set<Operator> operators;
  private final List<String> mutable;
  private final long nanos;

  /** One for each run in flight, and one until it is retired. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean retired = new AtomicBoolean();

  private ServedProgram(
      Recipe recipe, Planned planned, Program program, Set<Operator> operators, List<String> mutable, long nanos) {
    this.recipe = recipe;
    this.planned = planned;
    this.program = program;
    this.operators = operators;
    this.mutable = mutable;
    this.nanos = nanos;
  }

  static ServedProgram compile(ExportedModel model, CompileOptions options, CompileServices services) {
    long start = System.nanoTime();
    Lowered lowered = services.lowering().service().lower(model, services.lookup());
    Planned planned = services.pipeline().verified(lowered, options);
    Program program = services.backend().service().build(planned.lowered(), planned.plan(), services.lookup());
    program.prepare(model.state());
    Set<Operator> operators = operators(model, lowered);
    Recipe recipe = services.complete(planned.plan().recipe(), operators);
    return new ServedProgram(
        recipe, planned, program, operators, mutable(lowered), System.nanoTime() - start);
  }

  /** Whose kernels matter: what the model calls, and what remained of it as extern calls. */
  private static Set<Operator> operators(ExportedModel model, Lowered lowered) {
    var operators = new HashSet<Operator>();
    model.graph().calls().stream().map(OperatorCall::target).forEach(operators::add);
    lowered.bodies().values().forEach(body -> {
      if (body instanceof ExternCall call) {
        operators.add(call.operator());
      }
    });
    return operators;
  }

  private static List<String> mutable(Lowered lowered) {
    return lowered.results().stream()
        .map(Lowered.Result::name)
        .filter(name -> name.startsWith(Buffers.RESULT))
        .map(name -> name.substring(Buffers.RESULT.length()))
        .toList();
  }

  /** Runs once; empty if the program is retired already. */
  Optional<SequencedMap<String, Tensor>> run(
      Map<String, Tensor> inputs, Map<String, Tensor> state, Map<String, Tensor> buffers) {
    if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(program.run(inputs, state, buffers));
    } finally {
      release();
    }
  }

  /** Lets the runs in flight be the last. */
  void retire() {
    if (!retired.getAndSet(true)) {
      release();
    }
  }

  private void release() {
    if (users.decrementAndGet() == 0) {
      program.close();
    }
  }

  Recipe recipe() {
    return recipe;
  }

  Planned planned() {
    return planned;
  }

  Program program() {
    return program;
  }

  /** Operators whose kernels this program uses or would. */
  Set<Operator> operators() {
    return operators;
  }

  /** The model's tensors that it writes into, by their names in the model. */
  List<String> mutable() {
    return mutable;
  }

  long nanos() {
    return nanos;
  }
}
