package graft.compiler.serving;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Planned;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.OperatorCall;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.program.Program;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** One program of a model with how it was made. It is closed when it is retired and its last run has ended. */
final class Generation {

  private final Recipe recipe;
  private final Plan plan;
  private final Program program;
  private final Set<Operator> operators;
  private final long nanos;
  private final Runs runs = new Runs();

  private Generation(Recipe recipe, Plan plan, Program program, Set<Operator> operators, long nanos) {
    this.recipe = recipe;
    this.plan = plan;
    this.program = program;
    this.operators = operators;
    this.nanos = nanos;
  }

  static Generation compile(ExportedModel model, CompileOptions options, CompileServices services) {
    long start = System.nanoTime();
    Lowered lowered = services.lowering().service().lower(model, services.lookup());
    Planned planned = services.pipeline().verified(lowered, options);
    Program program = services.backend().service().build(planned.lowered(), planned.plan(), services.lookup());
    program.prepare(model.state());
    Set<Operator> operators = operators(model, lowered);
    Recipe recipe = services.complete(planned.plan().recipe(), operators);
    return new Generation(recipe, planned.plan(), program, operators, System.nanoTime() - start);
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

  /** Runs once; empty if the program is retired already. */
  Optional<SequencedMap<String, Tensor>> run(Map<String, Tensor> inputs, Map<String, Tensor> state) {
    if (!runs.begin()) {
      return Optional.empty();
    }
    try {
      return Optional.of(program.run(inputs, state));
    } finally {
      if (runs.end()) {
        program.close();
      }
    }
  }

  /** Lets the runs in flight be the last. */
  void retire() {
    if (runs.retire()) {
      program.close();
    }
  }

  Recipe recipe() {
    return recipe;
  }

  Plan plan() {
    return plan;
  }

  Program program() {
    return program;
  }

  /** Operators whose kernels this program uses or would. */
  Set<Operator> operators() {
    return operators;
  }

  long nanos() {
    return nanos;
  }

  /** Counts runs in flight. */
  private static final class Runs {

    private int count;
    private boolean retired;

    synchronized boolean begin() {
      if (!retired) {
        count++;
      }
      return !retired;
    }

    /** Whether that was the last one of a retired program. */
    synchronized boolean end() {
      return --count == 0 && retired;
    }

    /** Whether no run is in flight. */
    synchronized boolean retire() {
      boolean isFirst = !retired;
      retired = true;
      return isFirst && count == 0;
    }
  }
}
