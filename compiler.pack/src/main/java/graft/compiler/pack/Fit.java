package graft.compiler.pack;

/**
 * Blocks that fit together.
 *
 * @param of all of them
 * @param rise how far each is above the bottom
 * @param doubt the less, the surer; {@link #SURE} if it cannot be otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record Fit(int[] of, long[] rise, double doubt) {

  /** No doubt at all. */
  static final double SURE = Double.NEGATIVE_INFINITY;
}
