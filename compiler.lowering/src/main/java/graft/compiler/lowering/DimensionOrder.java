package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.TensorView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which order a tensor without gaps lies in memory.
 *
 * @param dimensions the dimensions, that of the largest step first
 */
record DimensionOrder(List<Integer> dimensions) {

  DimensionOrder {
    dimensions = List.copyOf(dimensions);
  }

  /** The last dimension is innermost. */
  static DimensionOrder rowMajor(int rank) {
    return new DimensionOrder(IntStream.range(0, rank).boxed().toList());
  }

  /** Dimension 1 is innermost: the channels of images. What has no image's rank is row-major. */
  static DimensionOrder channelsLast(int rank) {
    if (rank < 3) {
      return rowMajor(rank);
    }
    var dimensions = new ArrayList<Integer>();
    for (int i = 0; i < rank; i++) {
      if (i != 1) {
        dimensions.add(i);
      }
    }
    dimensions.add(1);
    return new DimensionOrder(dimensions);
  }

  /** Whether images of these sizes lie otherwise with the channels last than row-major. */
  static boolean hasChannels(List<Index> sizes) {
    return sizes.size() > 2 && !sizes.get(1).isConstant(1)
        && !sizes.subList(2, sizes.size()).stream().allMatch(size -> size.isConstant(1));
  }

  boolean isRowMajor() {
    return equals(rowMajor(dimensions.size()));
  }

  /** One thing for each dimension, from the outermost to the innermost. */
  <T> List<T> sorted(List<T> ofDimensions) {
    return dimensions.stream().map(ofDimensions::get).toList();
  }

  /** The step of each dimension, in elements. */
  List<Index> strides(List<Index> sizes) {
    List<Index> inOrder = TensorView.contiguousStrides(sorted(sizes));
    var strides = new ArrayList<>(Collections.nCopies(sizes.size(), Index.of(0)));
    for (int i = 0; i < inOrder.size(); i++) {
      strides.set(dimensions.get(i), inOrder.get(i));
    }
    return strides;
  }

  /** Where an element lies, over one axis for each dimension. */
  Index offset(List<Index> sizes) {
    List<Index> strides = strides(sizes);
    Index offset = Index.of(0);
    for (int i = 0; i < sizes.size(); i++) {
      if (!sizes.get(i).isConstant(1)) {
        offset = offset.plus(Index.axis(i).times(strides.get(i)));
      }
    }
    return offset;
  }
}
