package graft.compiler.api.kernel;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * What an operator returns: a contiguous tensor.
 *
 * @param type element type
 * @param sizes extent of each dimension, in elements
 */
public record ResultShape(DataType type, List<Long> sizes) {

  public ResultShape {
    sizes = List.copyOf(sizes);
  }

  /** Type and sizes of a tensor. */
  public static ResultShape like(Tensor tensor) {
    return new ResultShape(tensor.type(), Arrays.stream(tensor.shape()).boxed().toList());
  }
}
