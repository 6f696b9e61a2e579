package graft.compiler.serving;

import static java.lang.System.Logger.Level.WARNING;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.loop.Body;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model and its current program, which {@link Recompiler} replaces when a compile would make another one. */
final class ModelHandle implements CompiledModel {

  private static final System.Logger LOGGER = System.getLogger(ModelHandle.class.getName());

  private final ExportedModel model;
  private final CompileOptions options;
  private final Supplier<CompileServices> services;
  private final Recompiler recompiler;
  private final Buffers buffers;
  private final History history = new History();
  private final AtomicReference<@Nullable ServedProgram> current;
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

  /**
   * A compile that failed.
   *
   * @param recipe what it used; null where not even that was there
   * @param changes how often services had changed before it
   * @param reason why
   */
  private record Failure(@Nullable Recipe recipe, long changes, String reason) {}

  ModelHandle(
      ExportedModel model, CompileOptions options, Supplier<CompileServices> services, Recompiler recompiler) {
    this.model = model;
    this.options = options;
    this.services = services;
    this.recompiler = recompiler;
    ServedProgram first = compile(services.get());
    history.add(first, "first compile");
    current = new AtomicReference<>(first);
    buffers = new Buffers(model, first.mutable());
  }

  @Override
  public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, buffers);
  }

  /** Runs once on these buffers. */
  SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, Buffers own) {
    return own.run((state, written) -> {
      while (true) {
        Optional<SequencedMap<String, Tensor>> results = program().run(inputs, state, written);
        if (results.isPresent()) {
          return results.get();
        }
      }
    });
  }

  @Override
  public Session session() {
    return new ModelSession(this, new Buffers(model, program().mutable()));
  }

  /** Compiles anew while something changed since the last program and the last failure. The recompiler's thread calls it. */
  void refresh() {
    ServedProgram old = current.get();
    while (old != null && isReplaced(old)) {
      old = current.get();
    }
  }

  private boolean isReplaced(ServedProgram old) {
    long changes = recompiler.changes();
    Recipe recipe = null;
    try {
      CompileServices now = services.get();
      recipe = now.recipe(options, old.operators());
      if (recipe.equals(old.recipe())) {
        failure.set(null);
        return false;
      }
      if (hasFailed(recipe, changes)) {
        return false;
      }
      replace(old, compile(now));
      return true;
    } catch (RuntimeException | Error e) {
      // Whatever is wrong with a stage or with what somebody installed: serving goes on.
      fail(new Failure(recipe, changes, String.valueOf(e.getMessage())), e);
      return false;
    }
  }

  private void replace(ServedProgram old, ServedProgram fresh) {
    history.add(fresh, RecipeChange.between(old.recipe(), fresh.recipe()));
    failure.set(null);
    if (current.compareAndSet(old, fresh)) {
      old.retire();
    } else {
      // Closed meanwhile.
      fresh.retire();
    }
  }

  private void fail(Failure now, Throwable cause) {
    Failure last = failure.getAndSet(now);
    if (current.get() != null && (last == null || !last.reason().equals(now.reason()))) {
      boolean isExplained = cause instanceof CompileException;
      LOGGER.log(WARNING, model.name() + " goes on with its last program: " + now.reason(), isExplained ? null : cause);
    }
  }

  /** Whether that was tried since the last change. */
  private boolean hasFailed(Recipe recipe, long changes) {
    Failure last = failure.get();
    return last != null && recipe.equals(last.recipe()) && changes == last.changes();
  }

  /** If a bundle goes away meanwhile and the compile cannot load a class for that, it starts again with what is there. */
  private ServedProgram compile(CompileServices first) {
    try {
      return ServedProgram.compile(model, options, first);
    } catch (LinkageError e) {
      return ServedProgram.compile(model, options, services.get());
    }
  }

  private ServedProgram program() {
    ServedProgram program = current.get();
    if (program == null) {
      throw new IllegalStateException("the handle of " + model.name() + " is closed");
    }
    return program;
  }

  @Override
  public Optional<String> staleness() {
    ServedProgram program = program();
    long changes = recompiler.changes();
    try {
      Recipe recipe = services.get().recipe(options, program.operators());
      if (recipe.equals(program.recipe())) {
        return Optional.empty();
      }
      Failure last = failure.get();
      if (last != null && hasFailed(recipe, changes)) {
        return Optional.of(last.reason());
      }
      recompiler.look(this);
      return Optional.of("is being compiled again: " + RecipeChange.between(program.recipe(), recipe));
    } catch (CompileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<Generation> history() {
    return history.generations();
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Recipe recipe() {
    return program().recipe();
  }

  @Override
  public Plan plan() {
    return program().planned().plan();
  }

  @Override
  public Map<String, Body> bodies() {
    return program().planned().lowered().bodies();
  }

  @Override
  public Facts facts() {
    ServedProgram program = program();
    return new Facts(
        program.planned().plan().partitions().size(),
        program.program().kernels(),
        program.nanos(),
        program.program().arenaBytes(),
        program.program().arenaLowerBound(),
        program.program().arenaProof());
  }

  @Override
  public void close() {
    recompiler.remove(this);
    ServedProgram last = current.getAndSet(null);
    if (last != null) {
      last.retire();
    }
  }
}
