package graft.compiler.jvm.number;

/** Divisions and powers, as PyTorch computes them. */
public final class Arithmetic {

  private Arithmetic() {}

  /** As C's {@code pow}: 1 to any power, and -1 to an infinite one, are 1. */
  public static double power(double base, double exponent) {
    boolean isOne = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return isOne ? 1 : Math.pow(base, exponent);
  }

  /** By squaring; a negative power of anything but 1 and -1 is 0. */
  public static long power(long base, long exponent) {
    if (exponent < 0) {
      return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    long square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      result *= (rest & 1) == 1 ? square : 1;
      square *= square;
    }
    return result;
  }

  /** The greatest common divisor, by Euclid's algorithm; not negative. */
  public static long commonDivisor(long first, long second) {
    long divisor = first;
    for (long rest = second; rest != 0;) {
      long next = divisor % rest;
      divisor = rest;
      rest = next;
    }
    return Math.abs(divisor);
  }

  /** The remainder of {@link #floorDivide}: it has the divisor's sign. */
  public static double remainder(double dividend, double divisor) {
    double remainder = dividend % divisor;
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
  }

  /** Python's floor division: exact where the quotient is just below a whole number. */
  public static double floorDivide(double dividend, double divisor) {
    if (divisor == 0) {
      return dividend / divisor;
    }
    double rest = dividend % divisor;
    double quotient = (dividend - rest) / divisor - (rest != 0 && (rest < 0) != (divisor < 0) ? 1 : 0);
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  /** Rounded towards zero. */
  public static double truncate(double value) {
    return value < 0 ? Math.ceil(value) : Math.floor(value);
  }
}
