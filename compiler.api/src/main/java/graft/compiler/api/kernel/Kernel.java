package graft.compiler.api.kernel;

import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An operator's implementation: a custom operator's, or a library's for one of PyTorch's own.
 *
 * <p>A service with the property {@link #OPERATOR}. It must be safe for any number of threads and keep no tensor after a call.
 */
@ConsumerType
public interface Kernel {

  /**
   * Service property: the operator it implements, {@code namespace::name} for all its overloads or
   * {@code namespace::name.overload} for one, which is preferred. Of several services the one of highest ranking is taken.
   */
  String OPERATOR = "graft.op";

  /** The arguments that it writes into, by the names of the operator's schema; empty for an operator that only returns. */
  default Set<String> mutates() {
    return Set.of();
  }

  /**
   * Whether a partition that contains it may be captured. Without, its calls are split out and stay in the caller, like those of
   * an operator that PyTorch tags {@code cudagraph_unsafe}.
   */
  default boolean isCapturable() {
    return true;
  }

  /**
   * The shape side: what it returns for such arguments, in order; empty for an operator that returns nothing. It must not look
   * at the tensors' memory.
   *
   * @throws IllegalArgumentException if the arguments do not fit the operator; the message says which and why
   */
  List<ResultShape> results(Arguments arguments);

  /**
   * Computes.
   *
   * @param results what {@link #results} announced, allocated, their contents undefined
   */
  void run(Arguments arguments, List<Tensor> results);
}
