package graft.compiler.api.tensor;

/**
 * How far a computed number may lie from the expected one: {@code |computed - expected|} is at most
 * {@code absolute + relative * |expected| + ofLargest * M}, where M is the largest finite magnitude that the expected tensor holds.
 *
 * @param relative share of the expected number
 * @param absolute added for every number
 * @param ofLargest share of the largest expected number, because sums that cancel err by what they summed
 */
public record Tolerance(double relative, double absolute, double ofLargest) {

  /** Equal numbers only. */
  public static final Tolerance EXACT = new Tolerance(0, 0, 0);

  private static final double OF_LARGEST = 1e-6;

  /** What is fair between PyTorch's kernels and others of the same precision. Eight-bit numbers are compared as bytes. */
  public static Tolerance of(DataType type) {
    return switch (type) {
      case FLOAT64 -> new Tolerance(1e-9, 1e-9, OF_LARGEST);
      case FLOAT32 -> new Tolerance(2e-4, 2e-5, OF_LARGEST);
      case FLOAT16 -> new Tolerance(5e-3, 5e-3, OF_LARGEST);
      case BFLOAT16 -> new Tolerance(5e-2, 5e-2, OF_LARGEST);
      case FLOAT8_E4M3FN, BOOL, UINT8, INT8, INT16, INT32, INT64 -> EXACT;
    };
  }

  /**
   * Whether a number is near enough. NaN is near NaN, and an infinity near itself.
   *
   * @param largest the largest finite magnitude that the expected tensor holds
   */
  public boolean accepts(double expected, double computed, double largest) {
    if (Double.isNaN(expected) || Double.isInfinite(expected)) {
      return Double.compare(expected, computed) == 0;
    }
    return Math.abs(computed - expected) <= absolute + relative * Math.abs(expected) + ofLargest * largest;
  }
}
