package graft.compiler.jvm.number;

/** The logarithm to base 2 and the inverse hyperbolic functions, exact near their zeros and without overflow. */
public final class Logarithms {

  private static final double LOG_2 = Math.log(2);

  /** From here on {@code x² ± 1} is {@code x²} in double precision. */
  private static final double LARGE = 0x1p28;

  private Logarithms() {}

  /** Exact for powers of two. */
  public static double base2(double value) {
    if (!(value >= Double.MIN_NORMAL && value < Double.POSITIVE_INFINITY)) {
      return Math.log(value) / LOG_2;
    }
    int exponent = Math.getExponent(value);
    double fraction = Math.scalb(value, -exponent);
    // Fractions around 1 keep the digits of logarithms around 0.
    return fraction > Math.sqrt(2)
        ? exponent + 1 + Math.log(fraction / 2) / LOG_2
        : exponent + Math.log(fraction) / LOG_2;
  }

  public static double asinh(double value) {
    double size = Math.abs(value);
    double result = size > LARGE
        ? Math.log(size) + LOG_2
        : Math.log1p(size + size * size / (1 + Math.sqrt(size * size + 1)));
    return Math.copySign(result, value);
  }

  public static double acosh(double value) {
    double above = value - 1;
    return value > LARGE ? Math.log(value) + LOG_2 : Math.log1p(above + Math.sqrt(above * (above + 2)));
  }

  public static double atanh(double value) {
    double size = Math.abs(value);
    return Math.copySign(0.5 * Math.log1p(2 * size / (1 - size)), value);
  }
}
