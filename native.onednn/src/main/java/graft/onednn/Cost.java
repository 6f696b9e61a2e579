package graft.onednn;

import graft.compiler.api.kernel.MatrixProduct;

/** How many threads a work is worth. */
final class Cost {

  /** Elements of single precision that a unit of oneDNN's kernels works on. */
  static final long VECTOR = 16;

  /** Thousands of floating point operations that one thread does in a microsecond. */
  private static final double SPEED = 100;

  /** Thousands of bytes that one thread reads from memory in a microsecond. */
  private static final double BANDWIDTH = 20;

  /** Microseconds of work below which another thread is not worth its start. */
  private static final double LEAST = 8;

  private Cost() {}

  /** How many threads products are worth. */
  static long threads(MatrixProduct product) {
    double operations = 2e-3 * product.batch() * product.rows() * product.columns() * product.inner();
    double bytes = 4e-3 * product.batch() * product.inner() * (product.columns() + product.rows());
    return Math.max(threads(operations, product.threads()), threads(bytes * SPEED / BANDWIDTH, product.threads()));
  }

  /** How many threads a work of so many thousand floating point operations is worth. */
  static long threads(double operations, int threads) {
    return Math.clamp((long) (operations / SPEED / LEAST), 1, threads);
  }
}
