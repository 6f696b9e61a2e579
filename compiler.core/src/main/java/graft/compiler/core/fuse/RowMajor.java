package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import java.util.ArrayList;
import java.util.List;

/** Offsets of tensors that lie in memory without gaps, the last dimension first. */
final class RowMajor {

  private RowMajor() {}

  /** The offset of the element at axes 0 and on. */
  static Index offset(List<Index> sizes) {
    List<Index> strides = TensorView.contiguousStrides(sizes);
    Index offset = Index.of(0);
    for (int i = 0; i < sizes.size(); i++) {
      if (!sizes.get(i).isConstant(1)) {
        offset = offset.plus(Index.axis(i).times(strides.get(i)));
      }
    }
    return offset;
  }

  /**
   * Where the element at an offset is, an index for each dimension.
   *
   * @param extents extent of each axis in {@code offset}
   */
  static List<Index> positions(List<Index> dimensions, Index offset, List<Index> extents) {
    List<Index> strides = TensorView.contiguousStrides(dimensions);
    var positions = new ArrayList<Index>();
    boolean isOutermost = true;
    for (int i = 0; i < dimensions.size(); i++) {
      if (dimensions.get(i).isConstant(1)) {
        positions.add(Index.of(0));
      } else {
        Index position = offset.quotient(strides.get(i), extents);
        positions.add(isOutermost ? position : position.remainder(dimensions.get(i), extents));
        isOutermost = false;
      }
    }
    return positions;
  }
}
