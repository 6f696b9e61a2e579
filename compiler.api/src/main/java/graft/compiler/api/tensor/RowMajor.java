package graft.compiler.api.tensor;

/** Walks over the first dimensions of a strided tensor in row-major order. */
final class RowMajor {

  private final long[] shape;
  private final long[] strides;
  private final long[] index;
  private long offset;

  /**
   * Starts at the first element.
   *
   * @param dimensions how many dimensions to walk over; the others stay at 0
   */
  RowMajor(long[] shape, long[] strides, int dimensions) {
    this.shape = shape;
    this.strides = strides;
    this.index = new long[dimensions];
  }

  /** Where the current element lies, in elements. */
  long offset() {
    return offset;
  }

  /** The current element's index in each dimension. */
  long[] index() {
    return index.clone();
  }

  /** Goes to the next element; after the last comes the first. */
  void advance() {
    for (int i = index.length - 1; i >= 0; i--) {
      offset += strides[i];
      index[i]++;
      if (index[i] < shape[i]) {
        return;
      }
      offset -= index[i] * strides[i];
      index[i] = 0;
    }
  }
}
