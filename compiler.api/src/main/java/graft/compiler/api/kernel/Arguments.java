package graft.compiler.api.kernel;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one call passes, by the names of the operator's schema. Arguments at their default may be missing.
 *
 * <p>All methods throw IllegalArgumentException if the argument has another kind; the message names the operator and the
 * argument.
 */
@ProviderType
public interface Arguments {

  /**
   * A tensor that must be there.
   *
   * @throws IllegalArgumentException also if it is missing
   */
  Tensor tensor(String name);

  /** A tensor that may be missing or {@code None}. */
  Optional<Tensor> optionalTensor(String name);

  /** A list of tensors; empty if missing. */
  List<Tensor> tensors(String name);

  /** An integer. */
  long integer(String name, long ifMissing);

  /** A list of integers; empty if missing. */
  List<Long> integers(String name);

  /** A floating point number; an integer counts as one. */
  double real(String name, double ifMissing);

  /** A truth value. */
  boolean truth(String name, boolean ifMissing);

  /** A string. */
  String text(String name, String ifMissing);

  /** An element type, where one is passed. */
  Optional<DataType> type(String name);
}
