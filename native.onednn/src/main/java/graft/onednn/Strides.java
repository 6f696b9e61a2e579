package graft.onednn;

/** Steps from element to element as oneDNN likes them: a dimension of one element has a step too, one that fits the others. */
final class Strides {

  private Strides() {}

  /** The same places in memory; row-major or channels last where they can be called so. */
  static long[] of(long[] sizes, long[] strides) {
    long[] rowMajor = rowMajor(sizes);
    if (agree(sizes, strides, rowMajor)) {
      return rowMajor;
    }
    long[] channelsLast = channelsLast(sizes);
    if (agree(sizes, strides, channelsLast)) {
      return channelsLast;
    }
    long beyond = 1;
    for (int i = 0; i < sizes.length; i++) {
      beyond = Math.max(beyond, sizes[i] * strides[i]);
    }
    long[] complete = strides.clone();
    for (int i = 0; i < sizes.length; i++) {
      complete[i] = sizes[i] == 1 ? beyond : strides[i];
    }
    return complete;
  }

  private static boolean agree(long[] sizes, long[] strides, long[] others) {
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != 1 && strides[i] != others[i]) {
        return false;
      }
    }
    return true;
  }

  static long[] rowMajor(long[] sizes) {
    long[] strides = new long[sizes.length];
    long step = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= sizes[i];
    }
    return strides;
  }

  /** The second dimension innermost. */
  private static long[] channelsLast(long[] sizes) {
    long[] strides = new long[sizes.length];
    long step = sizes[1];
    strides[1] = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      if (i != 1) {
        strides[i] = step;
        step *= sizes[i];
      }
    }
    return strides;
  }
}
