package graft.compiler.jvm.matrix;

import java.lang.foreign.MemorySegment;

/** B of a product, from which panels are packed. */
interface Panels {

  /**
   * Packs a panel: all rows of some columns, each row as wide as a tile and filled up with zeros.
   *
   * @param from the operand's memory
   * @param batch which of the batch
   * @param column the first column
   * @param width how many columns there are, at most the tile's
   * @param columns how wide a tile is
   * @param to where the panel goes
   */
  void pack(MemorySegment from, long batch, long column, int width, int columns, MemorySegment to);
}
