package graft.compiler.api.kernel;

import graft.compiler.api.schedule.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernels and libraries that one compile uses; does not change. */
@FunctionalInterface
public interface Kernels {

  /** The kernel of an operator: of its overload, or else of its packet. */
  Optional<Kernel> find(Operator operator);

  /** The libraries that a backend asks to prepare extern calls, those of higher ranking first. */
  default List<Library> libraries() {
    return List.of();
  }

  /** Kernels by {@link Kernel#OPERATOR}, and no library. */
  static Kernels of(Map<String, Kernel> kernels) {
    return of(kernels, List.of());
  }

  /** Kernels by {@link Kernel#OPERATOR}, and libraries, those of higher ranking first. */
  static Kernels of(Map<String, Kernel> kernels, List<Library> libraries) {
    Map<String, Kernel> kernelCopy = Map.copyOf(kernels);
    List<Library> libraryCopy = List.copyOf(libraries);
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
    };
  }
}
