package graft.compiler.api.kernel;

import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices as a call states them, for libraries: for each of a batch, alpha · A · B + beta · bias.
 *
 * @param type element type of all
 * @param batch how many products, at least 1
 * @param rows of A and the result, at least 1
 * @param columns of B and the result, at least 1
 * @param inner columns of A and rows of B, at least 1
 * @param bias null where there is none or beta is 0, so that it does not count
 * @param threads how many threads there are
 */
public record MatrixProduct(
    DataType type, long batch, long rows, long columns, long inner, Matrix a, Matrix b, @Nullable Matrix bias,
    Matrix result, float alpha, float beta, int threads) {

  /**
   * Where the matrices of an operand lie, by steps in elements.
   *
   * @param index the operand's place among those of a run; of the result -1
   * @param constant the operand where it is the same in every run
   */
  public record Matrix(int index, long batchStride, long rowStride, long columnStride, Optional<Tensor> constant) {

    /** The same memory, rows for columns. */
    public Matrix transposed() {
      return new Matrix(index, batchStride, columnStride, rowStride, constant);
    }
  }

  /** The product of a call of {@code mm}, {@code bmm} or {@code addmm}; empty if it is another call or has nothing to add up. */
  public static Optional<MatrixProduct> of(CallSite site) {
    return switch (site.operator().packet()) {
      case "aten::mm", "aten::bmm" -> of(site, "self", "mat2", null);
      case "aten::addmm" -> of(site, "mat1", "mat2", "self");
      default -> Optional.empty();
    };
  }

  private static Optional<MatrixProduct> of(CallSite site, String left, String right, @Nullable String added) {
    float beta = added == null ? 0 : (float) site.attributes().real("beta", 1);
    List<Long> sizes = site.result().sizes();
    boolean isBatch = sizes.size() == 3;
    long inner = shape(site, left).sizes().getLast();
    if (sizes.contains(0L) || inner == 0 || !isOneType(site)) {
      return Optional.empty();
    }
    return Optional.of(
        new MatrixProduct(
            site.result().type(), isBatch ? sizes.getFirst() : 1, sizes.get(sizes.size() - 2), sizes.getLast(), inner,
            matrix(site, left), matrix(site, right), added == null || beta == 0 ? null : matrix(site, added),
            matrix(-1, site.result()), (float) site.attributes().real("alpha", 1), beta, site.threads()));
  }

  private static boolean isOneType(CallSite site) {
    return site.tensors().values().stream().allMatch(tensor -> tensor.type() == site.result().type());
  }

  static Shape shape(CallSite site, String name) {
    Shape shape = site.tensors().get(name);
    if (shape == null) {
      throw new IllegalArgumentException(site.operator().qualifiedName() + ": argument " + name + " is missing");
    }
    return shape;
  }

  private static Matrix matrix(CallSite site, String name) {
    return matrix(new ArrayList<>(site.tensors().keySet()).indexOf(name), shape(site, name));
  }

  private static Matrix matrix(int index, Shape shape) {
    List<Long> strides = shape.strides();
    int rank = strides.size();
    return new Matrix(
        index, rank == 3 ? strides.getFirst() : 0, strides.get(rank - 2), strides.get(rank - 1), shape.constant());
  }

  /** The same numbers, all matrices the other way round. */
  public MatrixProduct transposed() {
    return new MatrixProduct(
        type, batch, columns, rows, inner, b.transposed(), a.transposed(), bias == null ? null : bias.transposed(),
        result.transposed(), alpha, beta, threads);
  }

  /**
   * What one thread does: some of the batch, and of each of these some rows and columns.
   *
   * @param batch the first of the batch
   * @param batches how many of the batch
   * @param row the first row
   * @param column the first column
   */
  public record Part(long batch, long batches, long row, long rows, long column, long columns) {}

  /**
   * Cuts it into about equal parts: of the batch where that is large enough, else of columns, or of rows where columns are few.
   *
   * @param wanted how many parts there should be about
   * @param unit of how many columns parts should be multiples
   */
  public List<Part> parts(long wanted, long unit) {
    var parts = new ArrayList<Part>();
    if (batch >= wanted) {
      for (Range range : Range.of(batch, wanted, 1)) {
        parts.add(new Part(range.start(), range.length(), 0, rows, 0, columns));
      }
      return parts;
    }
    long each = Math.ceilDiv(wanted, batch);
    boolean isByColumn = columns >= Math.min(rows, 2 * unit * each);
    for (long i = 0; i < batch; i++) {
      for (Range range : Range.of(isByColumn ? columns : rows, each, isByColumn ? unit : 1)) {
        parts.add(
            isByColumn
                ? new Part(i, 1, 0, rows, range.start(), range.length())
                : new Part(i, 1, range.start(), range.length(), 0, columns));
      }
    }
    return parts;
  }
}
