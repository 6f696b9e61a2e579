package graft.compiler.api.model;

import graft.compiler.api.tensor.DataType;
import java.util.List;

/**
 * What the exporter knows of a tensor.
 *
 * @param type element type
 * @param sizes extent of each dimension, in elements
 * @param strides step of each dimension, in elements
 * @param storageOffset where its first element lies in its storage, in elements
 * @param device the device as PyTorch names it: {@code cuda:0}, {@code cpu}
 */
public record TensorMeta(
    DataType type, List<SymInt> sizes, List<SymInt> strides, SymInt storageOffset, String device) implements ValueMeta {

  public TensorMeta {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
    if (sizes.size() != strides.size()) {
      throw new IllegalArgumentException(sizes.size() + " sizes, but " + strides.size() + " strides");
    }
  }

  /** Number of dimensions. */
  public int rank() {
    return sizes.size();
  }
}
