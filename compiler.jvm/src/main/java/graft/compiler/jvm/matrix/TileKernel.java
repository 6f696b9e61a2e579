package graft.compiler.jvm.matrix;

import java.lang.foreign.MemorySegment;

/** Computes one tile of a product: a few rows times one panel. Positions and steps are in bytes. */
interface TileKernel {

  /** Rows of a tile. */
  int ROWS = 6;

  /**
   * Adds to a tile what its rows of A and a panel of B make.
   *
   * @param a holds the rows
   * @param a0 where the first row starts; the others follow, and rows that are not needed may repeat one
   * @param aStep from one element of a row to the next
   * @param panel as many rows of B as {@code inner} says, each as wide as the tile
   * @param tileRow from one row of the tile to the next
   */
  void add(
      MemorySegment a, long a0, long a1, long a2, long a3, long a4, long a5, long aStep, MemorySegment panel,
      long panelStart, int inner, MemorySegment tile, long tileStart, long tileRow);
}
