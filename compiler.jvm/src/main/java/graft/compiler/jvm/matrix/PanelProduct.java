package graft.compiler.jvm.matrix;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import graft.compiler.api.kernel.MatrixProduct.Part;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.Team;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of matrices, panel by panel and tile by tile. Each part has its own scratch memory: a panel and a tile. */
final class PanelProduct implements PreparedCall {

  private static final int ROWS = TileKernel.ROWS;

  private final Tiles tiles;
  private final int inner;
  private final Operand a;
  private final Panels panels;
  private final int panelIndex;
  private final @Nullable MemorySegment packed;
  private final boolean isPackedForAll;
  private final @Nullable Operand bias;
  private final float beta;
  private final Operand result;
  private final long panelsPerMatrix;
  private final List<Part> parts;

  /**
   * How the matrices of an operand lie, by steps in elements. A batch is of several groups each.
   *
   * @param index the operand's place among those of a run; of the result -1
   */
  record Operand(int index, long batchStride, long groupStride, int groups, long rowStride, long columnStride) {

    /** Position of an element of one of the batch, in bytes. */
    long position(long batch, long row, long column) {
      return (batch / groups * batchStride + batch % groups * groupStride + row * rowStride + column * columnStride)
          * Float.BYTES;
    }
  }

  /**
   * B of a product.
   *
   * @param index the operand's place among those of a run
   * @param packed its panels, where they are the same in every run
   * @param isForAll whether all of a batch have the same
   */
  record Right(Panels panels, int index, @Nullable MemorySegment packed, boolean isForAll) {}

  /**
   * A product.
   *
   * @param a all that a run passes as A
   * @param bias what the product is added to, {@code beta} times; null for nothing
   * @param result row by row, or, more slowly, with its columns apart
   */
  PanelProduct(
      Tiles tiles, int inner, long columns, Operand a, Right right, @Nullable Operand bias, float beta, Operand result,
      List<Part> parts) {
    this.tiles = tiles;
    this.inner = inner;
    this.a = a;
    this.panels = right.panels();
    this.panelIndex = right.index();
    this.packed = right.packed();
    this.isPackedForAll = right.isForAll();
    this.bias = bias;
    this.beta = beta;
    this.result = result;
    this.panelsPerMatrix = Math.ceilDiv(columns, (long) tiles.columns());
    this.parts = List.copyOf(parts);
  }

  private long panelBytes() {
    return (long) inner * tiles.columns() * Float.BYTES;
  }

  private long scratchOfPart() {
    return (packed == null ? panelBytes() : 0) + (long) ROWS * tiles.columns() * Float.BYTES;
  }

  @Override
  public long scratchBytes() {
    return parts.size() * scratchOfPart();
  }

  @Override
  public void run(MemorySegment[] tensors, MemorySegment target, MemorySegment scratch, Team team) {
    TileKernel kernel = tiles.current();
    if (parts.size() == 1) {
      compute(kernel, parts.getFirst(), tensors, target, scratch);
    } else {
      team.run(
          parts.size(),
          part -> compute(
              kernel, parts.get(part), tensors, target, scratch.asSlice(part * scratchOfPart(), scratchOfPart())));
    }
  }

  private void compute(
      TileKernel kernel, Part part, MemorySegment[] tensors, MemorySegment target, MemorySegment scratch) {
    MemorySegment tile = scratch.asSlice(scratchOfPart() - (long) ROWS * tiles.columns() * Float.BYTES);
    MemorySegment fresh = packed == null ? scratch.asSlice(0, panelBytes()) : packed;
    for (long batch = part.batch(); batch < part.batch() + part.batches(); batch++) {
      fill(part, batch, tensors, target);
      for (long column = part.column(); column < part.column() + part.columns(); column += tiles.columns()) {
        int width = (int) Math.min(tiles.columns(), part.column() + part.columns() - column);
        long start = 0;
        if (packed == null) {
          panels.pack(tensors[panelIndex], batch, column, width, tiles.columns(), fresh);
        } else {
          start = ((isPackedForAll ? 0 : batch) * panelsPerMatrix + column / tiles.columns()) * panelBytes();
        }
        for (long row = part.row(); row < part.row() + part.rows(); row += ROWS) {
          int height = (int) Math.min(ROWS, part.row() + part.rows() - row);
          long at = result.position(batch, row, column);
          if (height == ROWS && width == tiles.columns() && result.columnStride() == 1) {
            add(kernel, tensors[a.index()], batch, row, height, fresh, start, target, at,
                result.rowStride() * Float.BYTES);
          } else {
            long tileRow = (long) tiles.columns() * Float.BYTES;
            long resultRow = result.rowStride() * Float.BYTES;
            long resultColumn = result.columnStride() * Float.BYTES;
            copy(target, at, resultRow, resultColumn, tile, 0, tileRow, Float.BYTES, height, width);
            add(kernel, tensors[a.index()], batch, row, height, fresh, start, tile, 0, tileRow);
            copy(tile, 0, tileRow, Float.BYTES, target, at, resultRow, resultColumn, height, width);
          }
        }
      }
    }
  }

  /** Adds one tile; rows beyond the matrix repeat its last. */
  private void add(
      TileKernel kernel, MemorySegment from, long batch, long row, int height, MemorySegment panel, long start,
      MemorySegment tile, long tileStart, long tileRow) {
    kernel.add(
        from, a.position(batch, row, 0), a.position(batch, row + Math.min(1, height - 1), 0),
        a.position(batch, row + Math.min(2, height - 1), 0), a.position(batch, row + Math.min(3, height - 1), 0),
        a.position(batch, row + Math.min(4, height - 1), 0), a.position(batch, row + Math.min(5, height - 1), 0),
        a.columnStride() * Float.BYTES, panel, start, inner, tile, tileStart, tileRow);
  }

  private static void copy(
      MemorySegment from, long start, long row, long column, MemorySegment to, long target, long targetRow,
      long targetColumn, int height, int width) {
    for (int i = 0; i < height; i++) {
      if (column == targetColumn) {
        MemorySegment.copy(from, start + i * row, to, target + i * targetRow, (long) width * Float.BYTES);
        continue;
      }
      for (int j = 0; j < width; j++) {
        to.set(
            JAVA_FLOAT_UNALIGNED, target + i * targetRow + j * targetColumn,
            from.get(JAVA_FLOAT_UNALIGNED, start + i * row + j * column));
      }
    }
  }

  /** Puts there what the product is added to. */
  private void fill(Part part, long batch, MemorySegment[] tensors, MemorySegment target) {
    for (long row = part.row(); row < part.row() + part.rows(); row++) {
      long to = result.position(batch, row, part.column());
      if (bias == null && result.columnStride() == 1) {
        target.asSlice(to, part.columns() * Float.BYTES).fill((byte) 0);
        continue;
      }
      for (long column = 0; column < part.columns(); column++) {
        float added = bias == null
            ? 0
            : tensors[bias.index()]
                .get(JAVA_FLOAT_UNALIGNED, bias.position(batch, row, part.column() + column));
        target.set(JAVA_FLOAT_UNALIGNED, to + column * result.columnStride() * Float.BYTES, beta * added);
      }
    }
  }
}
