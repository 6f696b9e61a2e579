package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import graft.compiler.api.kernel.MatrixProduct;
import graft.compiler.api.kernel.MatrixProduct.Matrix;
import graft.compiler.api.kernel.MatrixProduct.Part;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.Team;
import graft.compiler.api.tensor.DataType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Products in single precision by oneDNN's {@code sgemm}. It needs neither preparation nor objects of its own and takes 0.2
 * microseconds to call; at B row by row it is as fast as a primitive with weights in an order of its choice, so constants that
 * lie otherwise are laid out so.
 */
final class Gemm implements PreparedCall {

  /** Up to so many rows B is read once or twice, and fastest along the sums. */
  private static final long FEW = 3;

  private final Dnnl dnnl;
  private final MatrixProduct product;
  private final Operand a;
  private final Operand b;
  private final long leading;
  private final List<Part> parts;

  /**
   * A or B.
   *
   * @param packed the constant that stands for it
   */
  private record Operand(
      int index, boolean isTransposed, long leading, long batchStride, @Nullable MemorySegment packed) {

    /** {@code mayBeTransposed} tells whether a constant that lies transposed is as good so. */
    static Optional<Operand> of(
        Packing packing, Matrix matrix, long batch, long rows, long columns, boolean mayBeTransposed) {
      Optional<Layout> layout = Layout.of(matrix, rows, columns);
      boolean isGood = layout.isPresent() && (mayBeTransposed || !layout.get().isTransposed());
      if (matrix.constant().isEmpty() || isGood) {
        return layout.map(
            lies -> new Operand(matrix.index(), lies.isTransposed(), lies.leading(), matrix.batchStride(), null));
      }
      boolean isShared = matrix.batchStride() == 0;
      MemorySegment packed =
          packing.pack(matrix, matrix.constant().get(), isShared ? 1 : batch, rows, columns);
      return Optional.of(new Operand(matrix.index(), false, columns, isShared ? 0 : rows * columns, packed));
    }

    /** Address of an element of one of a batch. */
    long address(MemorySegment[] tensors, long batch, long row, long column) {
      long start = packed == null ? tensors[index].address() : packed.address();
      long inside = isTransposed ? column * leading + row : row * leading + column;
      return start + (batch * batchStride + inside) * Float.BYTES;
    }
  }

  private Gemm(Dnnl dnnl, MatrixProduct product, Operand a, Operand b, long leading) {
    this.dnnl = dnnl;
    this.product = product;
    this.a = a;
    this.b = b;
    this.leading = leading;
    this.parts = product.parts(Cost.threads(product), Cost.VECTOR);
  }

  /** Makes a product ready; empty if its numbers are not of single precision or lie as BLAS cannot take them. */
  static Optional<PreparedCall> of(Dnnl dnnl, Packing packing, MatrixProduct stated) {
    if (stated.type() != DataType.FLOAT32) {
      return Optional.empty();
    }
    Optional<Layout> lies = Layout.of(stated.result(), stated.rows(), stated.columns());
    MatrixProduct product = lies.isPresent() && lies.get().isTransposed() ? stated.transposed() : stated;
    Optional<Operand> a =
        Operand.of(packing, product.a(), product.batch(), product.rows(), product.inner(), false);
    Optional<Operand> b = Operand.of(
        packing, product.b(), product.batch(), product.inner(), product.columns(), product.rows() <= FEW);
    return lies.isEmpty() || a.isEmpty() || b.isEmpty()
        ? Optional.empty()
        : Optional.of(new Gemm(dnnl, product, a.get(), b.get(), lies.get().leading()));
  }

  @Override
  public void run(MemorySegment[] tensors, MemorySegment result, MemorySegment scratch, Team team) {
    try {
      if (parts.size() == 1) {
        compute(parts.getFirst(), tensors, result);
      } else {
        team.run(parts.size(), part -> compute(parts.get(part), tensors, result));
      }
    } finally {
      // Native code knows but addresses of what was packed.
      Reference.reachabilityFence(this);
    }
  }

  private void compute(Part part, MemorySegment[] tensors, MemorySegment result) {
    for (long i = part.batch(); i < part.batch() + part.batches(); i++) {
      long start = i * product.result().batchStride() + part.row() * leading + part.column();
      Matrix bias = product.bias();
      if (bias != null) {
        fill(part, bias, tensors[bias.index()], i, result, start);
      }
      dnnl.sgemm(
          a.isTransposed(), b.isTransposed(), part.rows(), part.columns(), product.inner(), product.alpha(),
          a.address(tensors, i, part.row(), 0), a.leading(), b.address(tensors, i, 0, part.column()), b.leading(),
          bias == null ? 0 : product.beta(), result.address() + start * Float.BYTES, leading);
    }
  }

  /** Puts the bias where the product is added to it. */
  private void fill(Part part, Matrix bias, MemorySegment from, long batch, MemorySegment to, long start) {
    long first = batch * bias.batchStride() + part.row() * bias.rowStride() + part.column() * bias.columnStride();
    if (bias.rowStride() == 0 && bias.columnStride() == 1 && part.columns() == leading) {
      repeat(from, first * Float.BYTES, to, start * Float.BYTES, part.columns() * Float.BYTES, part.rows());
      return;
    }
    for (long i = 0; i < part.rows(); i++) {
      long source = first + i * bias.rowStride();
      long target = start + i * leading;
      if (bias.columnStride() == 1) {
        MemorySegment
            .copy(from, source * Float.BYTES, to, target * Float.BYTES, part.columns() * Float.BYTES);
      } else {
        for (long j = 0; j < part.columns(); j++) {
          to.setAtIndex(JAVA_FLOAT, target + j, from.getAtIndex(JAVA_FLOAT, source + j * bias.columnStride()));
        }
      }
    }
  }

  /** Copies one row to rows that follow each other: first itself, then as many as are there already. */
  private static void repeat(MemorySegment from, long source, MemorySegment to, long start, long row, long rows) {
    MemorySegment.copy(from, source, to, start, row);
    for (long done = 1; done < rows; done *= 2) {
      MemorySegment.copy(to, start, to, start + done * row, Math.min(done, rows - done) * row);
    }
  }
}
