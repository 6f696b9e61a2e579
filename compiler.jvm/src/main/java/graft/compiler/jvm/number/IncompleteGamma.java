package graft.compiler.jvm.number;

/**
 * The regularised incomplete gamma functions in double precision: the lower one's series where x is below a, else the upper
 * one's continued fraction (Abramowitz and Stegun, 6.5.29 and 6.5.31).
 */
public final class IncompleteGamma {

  /** Lanczos' approximation of the gamma function for g = 7. */
  private static final double[] LANCZOS = {
      676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
      -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7};

  private static final double PRECISION = 1e-16;
  private static final double TINY = 1e-300;
  private static final int MOST_TERMS = 100_000;

  private IncompleteGamma() {}

  /** P(a, x), which grows from 0 to 1 with x. */
  public static double lower(double a, double x) {
    if (!(a >= 0 && x >= 0) || (a == 0 && x == 0) || (Double.isInfinite(a) && Double.isInfinite(x))) {
      return Double.NaN;
    }
    if (a == 0 || Double.isInfinite(x)) {
      return 1;
    }
    if (x == 0 || Double.isInfinite(a)) {
      return 0;
    }
    return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
  }

  /** Q(a, x) = 1 - P(a, x). */
  public static double upper(double a, double x) {
    double lower = lower(a, x);
    boolean isFar = a > 0 && x >= a + 1 && !Double.isInfinite(x) && !Double.isInfinite(a);
    return isFar ? fraction(a, x) : 1 - lower;
  }

  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < MOST_TERMS && term > PRECISION * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * density(a, x);
  }

  /** By Lentz's method. */
  private static double fraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1 / TINY;
    double d = 1 / b;
    double value = d;
    for (int n = 1; n < MOST_TERMS; n++) {
      double numerator = n * (a - n);
      b += 2;
      d = 1 / nonZero(b + numerator * d);
      c = nonZero(b + numerator / c);
      value *= c * d;
      if (Math.abs(c * d - 1) < PRECISION) {
        break;
      }
    }
    return value * density(a, x);
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** xᵃ e⁻ˣ / Γ(a). */
  private static double density(double a, double x) {
    return Math.exp(a * Math.log(x) - x - logGamma(a));
  }

  private static double logGamma(double a) {
    if (a < 0.5) {
      return Math.log(Math.PI / Math.sin(Math.PI * a)) - logGamma(1 - a);
    }
    double z = a - 1;
    double sum = 0.9999999999998099;
    for (int i = 0; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (z + i + 1);
    }
    double base = z + 7.5;
    return (z + 0.5) * Math.log(base) - base + Math.log(sum) + Math.log(2 * Math.PI) / 2;
  }
}
