package graft.compiler.pack;

/**
 * Blocks that fit together.
 *
 * @param of all of them
 * @param rise how far each is above the bottom
 * @param doubt the less, the surer: how many blocks they are, and a little for each other choice at that step
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record Fit(int[] of, long[] rise, double doubt) {}
