package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.List;

/**
 * A tensor of the model while it is lowered: a view of a storage.
 *
 * @param storage whose elements it shows
 * @param type element type
 * @param device the device as PyTorch names it
 * @param sizes extent of each dimension
 * @param offset where an element lies in the storage, over one axis for each dimension
 */
record TensorValue(Storage storage, DataType type, String device, List<Index> sizes, Index offset) {

  TensorValue {
    sizes = List.copyOf(sizes);
    if (Index.product(sizes) instanceof Index.Constant(long elements)) {
      Math.multiplyExact(elements, type.bytes());
    }
  }

  /** All of a storage, row-major. */
  static TensorValue whole(DataType type, String device, List<Index> sizes) {
    return whole(type, device, sizes, DimensionOrder.rowMajor(sizes.size()));
  }

  /** All of a storage. */
  static TensorValue whole(DataType type, String device, List<Index> sizes, DimensionOrder order) {
    return new TensorValue(new Storage(Index.product(sizes)), type, device, sizes, order.offset(sizes));
  }

  /** The offset of an element of a row-major tensor. */
  static Index rowMajor(List<Index> sizes) {
    return DimensionOrder.rowMajor(sizes.size()).offset(sizes);
  }

  int rank() {
    return sizes.size();
  }

  /** The dimension that a number means which may count from the end. */
  int dimension(long number) {
    return Views.dimension(number, rank());
  }

  /** Whether it shows its storage row-major, from the start and to the end. */
  boolean isWhole() {
    return isWhole(DimensionOrder.rowMajor(rank()));
  }

  /** Whether it shows its storage in an order of its dimensions, from the start and to the end. */
  boolean isWhole(DimensionOrder order) {
    return offset.equals(order.offset(sizes)) && Index.product(sizes).equals(storage.elements());
  }

  /** Another view of the same storage. */
  TensorValue view(List<Index> newSizes, Index newOffset) {
    return new TensorValue(storage, type, device, newSizes, newOffset);
  }
}
