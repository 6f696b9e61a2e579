package graft.compiler.api.kernel;

import graft.compiler.api.schedule.Operator;
import java.util.Map;
import java.util.Optional;

/** The kernels that one compile uses; does not change. */
@FunctionalInterface
public interface Kernels {

  /** The kernel of an operator: of its overload, or else of its packet. */
  Optional<Kernel> find(Operator operator);

  /** Kernels by {@link Kernel#OPERATOR}. */
  static Kernels of(Map<String, Kernel> kernels) {
    Map<String, Kernel> copy = Map.copyOf(kernels);
    return operator -> Optional.ofNullable(copy.get(operator.qualifiedName()))
        .or(() -> Optional.ofNullable(copy.get(operator.packet())));
  }
}
