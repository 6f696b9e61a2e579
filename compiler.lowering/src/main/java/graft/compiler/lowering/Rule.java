package graft.compiler.lowering;

import java.util.List;

/** How one operator is lowered. */
@FunctionalInterface
interface Rule {

  /**
   * Lowers a call.
   *
   * @return its results in order, as many as tensors that the call defines
   * @throws UnsupportedException if the call passes something that the rule does not know
   */
  List<TensorValue> lower(Call call);
}
