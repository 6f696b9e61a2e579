package graft.compiler.api.loop;

import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A strided view of a buffer's memory.
 *
 * @param buffer the buffer's name, or that of a graph input or constant: the one whose memory it is
 * @param type element type, which need not be the buffer's
 * @param sizes extent of each dimension, in elements
 * @param strides step of each dimension, in elements
 * @param offset the first element
 */
public record TensorView(String buffer, DataType type, List<Index> sizes, List<Index> strides, Index offset) {

  public TensorView {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
    if (sizes.size() != strides.size()) {
      throw new IllegalArgumentException(sizes.size() + " sizes, but " + strides.size() + " strides");
    }
  }

  /** A row-major view without gaps, from the buffer's start. */
  public static TensorView contiguous(String buffer, DataType type, List<Index> sizes) {
    return new TensorView(buffer, type, sizes, contiguousStrides(sizes), Index.of(0));
  }

  /** Row-major strides. */
  public static List<Index> contiguousStrides(List<Index> sizes) {
    var strides = new ArrayList<Index>();
    Index step = Index.of(1);
    for (Index size : sizes.reversed()) {
      strides.add(step);
      step = step.times(size);
    }
    Collections.reverse(strides);
    return strides;
  }
}
