package graft.compiler.api.kernel;

import graft.compiler.api.arena.ArenaPlanner;
import graft.compiler.api.schedule.Operator;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernels, libraries and arena planners that one compile uses; does not change, except that planners may go. */
@FunctionalInterface
public interface Kernels {

  /** The kernel of an operator: of its overload, or else of its packet. */
  Optional<Kernel> find(Operator operator);

  /** The libraries that a backend asks to prepare extern calls, those of higher ranking first. */
  default List<Library> libraries() {
    return List.of();
  }

  /**
   * The planners that a backend asks to lay out arenas, those of higher ranking first; empty if there is none, or one of them has
   * gone. They are not kept, so that a program may ask again for other sizes and still holds nothing that went.
   */
  default List<ArenaPlanner> planners() {
    return List.of();
  }

  /** Kernels by {@link Kernel#OPERATOR}, and no library. */
  static Kernels of(Map<String, Kernel> kernels) {
    return of(kernels, List.of());
  }

  /** Kernels by {@link Kernel#OPERATOR}, and libraries, those of higher ranking first. */
  static Kernels of(Map<String, Kernel> kernels, List<Library> libraries) {
    return of(kernels, libraries, List.of());
  }

  /** Kernels by {@link Kernel#OPERATOR}, libraries and planners, those of higher ranking first. */
  static Kernels of(Map<String, Kernel> kernels, List<Library> libraries, List<ArenaPlanner> planners) {
    Map<String, Kernel> kernelCopy = Map.copyOf(kernels);
    List<Library> libraryCopy = List.copyOf(libraries);
    List<WeakReference<ArenaPlanner>> plannerReferences = planners.stream().map(WeakReference::new).toList();
    return new Kernels() {

      @Override
      public Optional<Kernel> find(Operator operator) {
        return Optional.ofNullable(kernelCopy.get(operator.qualifiedName()))
            .or(() -> Optional.ofNullable(kernelCopy.get(operator.packet())));
      }

      @Override
      public List<Library> libraries() {
        return libraryCopy;
      }

      @Override
      public List<ArenaPlanner> planners() {
        List<ArenaPlanner> present = new ArrayList<>();
        for (WeakReference<ArenaPlanner> reference : plannerReferences) {
          ArenaPlanner planner = reference.get();
          if (planner == null) {
            return List.of();
          }
          present.add(planner);
        }
        return present;
      }
    };
  }
}
