package graft.compiler.jvm.number;

/**
 * The error function in double precision: its Taylor series near zero, the continued fraction of its complement elsewhere
 * (Abramowitz and Stegun, 7.1.6 and 7.1.14).
 */
public final class ErrorFunction {

  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  private static final double SERIES_END = 2.5;
  private static final int FRACTION_DEPTH = 60;

  private ErrorFunction() {}

  public static double of(double x) {
    double magnitude = Math.abs(x);
    if (magnitude < SERIES_END) {
      return series(x);
    }
    return Math.copySign(1 - complement(magnitude), x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int n = FRACTION_DEPTH; n > 0; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
}
