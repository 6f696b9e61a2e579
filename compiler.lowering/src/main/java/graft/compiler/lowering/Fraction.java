package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * A size over a number, as scales leave them before they are rounded. Decimals are taken as they are written shortest: what
 * PyTorch multiplies in double precision is rounded to the same integer, but where the decimal is not what the model's author wrote.
 *
 * @param divisor positive
 */
record Fraction(Index dividend, long divisor) {

  /** What divisors of scales that people write stay below. */
  private static final BigInteger MOST = BigInteger.valueOf(1_000_000_000);

  static Fraction of(Index whole) {
    return new Fraction(whole, 1);
  }

  /**
   * A decimal.
   *
   * @throws IllegalArgumentException if it takes too many digits
   */
  static Fraction of(double number) {
    var decimal = new BigDecimal(Double.toString(number));
    BigInteger by = BigInteger.TEN.pow(Math.clamp(decimal.scale(), 0, 30));
    BigInteger whole = decimal.multiply(new BigDecimal(by)).toBigIntegerExact();
    BigInteger common = whole.gcd(by).max(BigInteger.ONE);
    if (by.divide(common).compareTo(MOST) > 0 || whole.divide(common).bitLength() > Long.SIZE / 2) {
      throw new IllegalArgumentException("a size times " + number);
    }
    return new Fraction(Index.of(whole.divide(common).longValueExact()), by.divide(common).longValueExact());
  }

  Fraction plus(Fraction other) {
    return new Fraction(
        dividend.times(Index.of(other.divisor)).plus(other.dividend.times(Index.of(divisor))),
        Math.multiplyExact(divisor, other.divisor));
  }

  Fraction times(Fraction other) {
    return new Fraction(dividend.times(other.dividend), Math.multiplyExact(divisor, other.divisor));
  }

  /** Rounded down. */
  Index floor() {
    return dividend.quotient(Index.of(divisor), List.of());
  }

  /** Rounded up. */
  Index ceiling() {
    return dividend.plus(Index.of(divisor - 1)).quotient(Index.of(divisor), List.of());
  }
}
