package graft.compiler.jvm.matrix;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Tiles by single values, four columns of a row at a time. The numbers are those of {@link VectorTiles}, bit by bit.
 *
 * @param columns of a tile and a panel, a multiple of four
 */
record ScalarTiles(int columns) implements TileKernel {

  private static final long ELEMENT = Float.BYTES;

  @Override
  public void add(
      MemorySegment a, long a0, long a1, long a2, long a3, long a4, long a5, long aStep, MemorySegment panel,
      long panelStart, int inner, MemorySegment tile, long tileStart, long tileRow) {
    row(a, a0, aStep, panel, panelStart, inner, tile, tileStart);
    row(a, a1, aStep, panel, panelStart, inner, tile, tileStart + tileRow);
    row(a, a2, aStep, panel, panelStart, inner, tile, tileStart + 2 * tileRow);
    row(a, a3, aStep, panel, panelStart, inner, tile, tileStart + 3 * tileRow);
    row(a, a4, aStep, panel, panelStart, inner, tile, tileStart + 4 * tileRow);
    row(a, a5, aStep, panel, panelStart, inner, tile, tileStart + 5 * tileRow);
  }

  private void row(
      MemorySegment a, long start, long aStep, MemorySegment panel, long panelStart, int inner, MemorySegment tile,
      long tileStart) {
    for (long column = 0; column < columns * ELEMENT; column += 4 * ELEMENT) {
      float sum0 = tile.get(JAVA_FLOAT_UNALIGNED, tileStart + column);
      float sum1 = tile.get(JAVA_FLOAT_UNALIGNED, tileStart + column + ELEMENT);
      float sum2 = tile.get(JAVA_FLOAT_UNALIGNED, tileStart + column + 2 * ELEMENT);
      float sum3 = tile.get(JAVA_FLOAT_UNALIGNED, tileStart + column + 3 * ELEMENT);
      long at = start;
      long b = panelStart + column;
      for (int k = 0; k < inner; k++) {
        float x = a.get(JAVA_FLOAT_UNALIGNED, at);
        sum0 = Math.fma(x, panel.get(JAVA_FLOAT_UNALIGNED, b), sum0);
        sum1 = Math.fma(x, panel.get(JAVA_FLOAT_UNALIGNED, b + ELEMENT), sum1);
        sum2 = Math.fma(x, panel.get(JAVA_FLOAT_UNALIGNED, b + 2 * ELEMENT), sum2);
        sum3 = Math.fma(x, panel.get(JAVA_FLOAT_UNALIGNED, b + 3 * ELEMENT), sum3);
        at += aStep;
        b += columns * ELEMENT;
      }
      tile.set(JAVA_FLOAT_UNALIGNED, tileStart + column, sum0);
      tile.set(JAVA_FLOAT_UNALIGNED, tileStart + column + ELEMENT, sum1);
      tile.set(JAVA_FLOAT_UNALIGNED, tileStart + column + 2 * ELEMENT, sum2);
      tile.set(JAVA_FLOAT_UNALIGNED, tileStart + column + 3 * ELEMENT, sum3);
    }
  }
}
