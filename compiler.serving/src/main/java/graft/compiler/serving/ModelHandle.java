package graft.compiler.serving;

import static java.lang.System.Logger.Level.WARNING;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model and its current program. Before each run it looks whether a compile would make another one now. */
final class ModelHandle implements CompiledModel {

  private static final System.Logger LOGGER = System.getLogger(ModelHandle.class.getName());

  private final ExportedModel model;
  private final CompileOptions options;
  private final Supplier<CompileServices> services;
  private final AtomicReference<@Nullable Generation> current;
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

  /**
   * A compile that failed.
   *
   * @param recipe what it used; null where not even that was there
   * @param reason why
   */
  private record Failure(@Nullable Recipe recipe, String reason) {}

  ModelHandle(ExportedModel model, CompileOptions options, Supplier<CompileServices> services) {
    this.model = model;
    this.options = options;
    this.services = services;
    this.current = new AtomicReference<>(compile(services.get()));
  }

  @Override
  public SequencedMap<String, Tensor> run(Map<String, Tensor> inputs) {
    while (true) {
      refresh();
      Optional<SequencedMap<String, Tensor>> results = generation().run(inputs, model.state());
      if (results.isPresent()) {
        return results.get();
      }
    }
  }

  /** Compiles anew if something changed since the last program and the last failure. */
  private void refresh() {
    Recipe recipe = null;
    try {
      CompileServices now = services.get();
      recipe = now.recipe(options, generation().operators());
      if (recipe.equals(generation().recipe())) {
        failure.set(null);
      } else {
        replace(now, recipe);
      }
    } catch (RuntimeException | LinkageError e) {
      // Whatever is wrong with a stage or with what somebody installed: serving goes on.
      fail(recipe, e);
    }
  }

  private synchronized void replace(CompileServices now, Recipe recipe) {
    Generation old = generation();
    Failure last = failure.get();
    boolean failedBefore = last != null && recipe.equals(last.recipe());
    if (!failedBefore && !recipe.equals(old.recipe())) {
      current.set(compile(now));
      failure.set(null);
      old.retire();
    }
  }

  private void fail(@Nullable Recipe recipe, Throwable cause) {
    if (current.get() == null) {
      throw new IllegalStateException("the handle of " + model.name() + " is closed");
    }
    String reason = String.valueOf(cause.getMessage());
    Failure last = failure.getAndSet(new Failure(recipe, reason));
    if (last == null || !last.reason().equals(reason)) {
      boolean isExplained = cause instanceof CompileException;
      LOGGER.log(WARNING, model.name() + " goes on with its last program: " + reason, isExplained ? null : cause);
    }
  }

  /** If a bundle goes away meanwhile and the compile cannot load a class for that, it starts again with what is there. */
  private Generation compile(CompileServices first) {
    try {
      return Generation.compile(model, options, first);
    } catch (LinkageError e) {
      return Generation.compile(model, options, services.get());
    }
  }

  private Generation generation() {
    Generation generation = current.get();
    if (generation == null) {
      throw new IllegalStateException("the handle of " + model.name() + " is closed");
    }
    return generation;
  }

  @Override
  public Optional<String> staleness() {
    Generation generation = generation();
    try {
      Recipe recipe = services.get().recipe(options, generation.operators());
      if (recipe.equals(generation.recipe())) {
        return Optional.empty();
      }
      Failure last = failure.get();
      return Optional.of(
          last != null && recipe.equals(last.recipe())
              ? last.reason()
              : "a stage changed; the next run compiles the model again");
    } catch (CompileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Recipe recipe() {
    return generation().recipe();
  }

  @Override
  public Plan plan() {
    return generation().plan();
  }

  @Override
  public Facts facts() {
    Generation generation = generation();
    return new Facts(
        generation.plan().partitions().size(),
        generation.program().kernels(),
        generation.nanos(),
        generation.program().arenaBytes(),
        generation.program().arenaLowerBound());
  }

  @Override
  public synchronized void close() {
    Generation last = current.getAndSet(null);
    if (last != null) {
      last.retire();
    }
  }
}
