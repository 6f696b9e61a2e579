package graft.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * What one thread does of products: some of a batch, and of each of these some rows and columns.
 *
 * @param batch the first of the batch
 * @param batches how many of the batch
 * @param row the first row
 * @param column the first column
 */
record Part(long batch, long batches, long row, long rows, long column, long columns) {

  /** Thousands of floating point operations that one thread does in a microsecond. */
  static final double SPEED = 100;

  /** Thousands of bytes that one thread reads from memory in a microsecond. */
  private static final double BANDWIDTH = 20;

  /** Microseconds of work below which another thread is not worth its start. */
  private static final double LEAST = 8;

  /** Elements of single precision that a unit of oneDNN's kernels works on. */
  static final long VECTOR = 16;

  /** The parts of a product, as many as it is worth and there are threads. */
  static List<Part> of(Product product) {
    double operations = 2e-3 * product.batch() * product.rows() * product.columns() * product.inner();
    double bytes = 4e-3 * product.batch() * product.inner() * (product.columns() + product.rows());
    long wanted = parts(Math.max(operations / SPEED, bytes / BANDWIDTH), product.threads());
    var parts = new ArrayList<Part>();
    if (product.batch() >= wanted) {
      for (long[] range : ranges(product.batch(), wanted, 1)) {
        parts.add(new Part(range[0], range[1], 0, product.rows(), 0, product.columns()));
      }
      return parts;
    }
    long each = Math.ceilDiv(wanted, product.batch());
    boolean isByColumn = product.columns() >= Math.min(product.rows(), 2 * VECTOR * each);
    for (long batch = 0; batch < product.batch(); batch++) {
      for (long[] range : ranges(isByColumn ? product.columns() : product.rows(), each, isByColumn ? VECTOR : 1)) {
        parts.add(
            isByColumn
                ? new Part(batch, 1, 0, product.rows(), range[0], range[1])
                : new Part(batch, 1, range[0], range[1], 0, product.columns()));
      }
    }
    return parts;
  }

  /** How many threads a work is worth that takes one of them so many microseconds. */
  static long parts(double microseconds, int threads) {
    return Math.clamp((long) (microseconds / LEAST), 1, threads);
  }

  /** Start and length of about equal ranges; all but the last are multiples of {@code unit}. */
  static List<long[]> ranges(long length, long wanted, long unit) {
    long step = Math.ceilDiv(Math.ceilDiv(length, wanted), unit) * unit;
    var ranges = new ArrayList<long[]>();
    for (long start = 0; start < length; start += step) {
      ranges.add(new long[]{start, Math.min(step, length - start)});
    }
    return ranges;
  }
}
