package graft.compiler.serving;

import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.Recipe;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.lower.Lowering;
import graft.compiler.api.program.Backend;
import graft.compiler.api.schedule.Operator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The services that one compile uses.
 *
 * @param pipeline stages 1 to 5; it takes its own snapshot of the stages
 * @param lowering operators to loops
 * @param backend loops to programs
 * @param kernels kernels by {@link Kernel#OPERATOR}
 * @param libraries those of higher ranking first
 * @param planners of arenas, those of higher ranking first
 */
record CompileServices(
    Pipeline pipeline,
    Provided<Lowering> lowering,
    Provided<Backend> backend,
    Map<String, Provided<Kernel>> kernels,
    List<Provided<Library>> libraries,
    List<Provided<ArenaPlanner>> planners) {

  CompileServices {
    kernels = Map.copyOf(kernels);
    libraries = List.copyOf(libraries);
    planners = List.copyOf(planners);
  }

  /**
   * A service and its line in recipes.
   *
   * @param <S> the service's type
   */
  record Provided<S>(S service, Supplier<Recipe.Step> line) {

    Recipe.Step step() {
      return line.get();
    }
  }

  /** Kernels, libraries and planners without their lines in recipes. */
  Kernels lookup() {
    return Kernels.of(
        kernels.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().service())),
        libraries.stream().map(Provided::service).toList(),
        planners.stream().map(Provided::service).toList());
  }

  /** What a compile would use now for a model that calls these operators. */
  Recipe recipe(CompileOptions options, Set<Operator> operators) {
    return complete(pipeline.recipe(options), operators);
  }

  /** The pipeline's recipe, and after its steps those of lowering, kernels, libraries, arena planners and backend. */
  Recipe complete(Recipe pipelines, Set<Operator> operators) {
    List<Recipe.Step> steps = new ArrayList<>(pipelines.steps());
    steps.add(lowering.step());
    operators.stream()
        .flatMap(operator -> find(operator).map(Provided::step).stream())
        .distinct()
        .sorted(Comparator.comparing(Recipe.Step::stage))
        .forEach(steps::add);
    libraries.forEach(library -> steps.add(library.step()));
    planners.forEach(planner -> steps.add(planner.step()));
    steps.add(backend.step());
    return new Recipe(pipelines.runtime(), steps, pipelines.options());
  }

  private Optional<Provided<Kernel>> find(Operator operator) {
    Provided<Kernel> exact = kernels.get(operator.qualifiedName());
    return Optional.ofNullable(exact != null ? exact : kernels.get(operator.packet()));
  }
}
