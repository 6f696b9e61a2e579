package graft.compiler.jvm.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class LogarithmsTests {

  private static final double PERCENT = 1e-12;

  @Test
  void powers_of_two_are_exact() {
    for (int exponent = -1022; exponent <= 1023; exponent++) {
      assertThat(Logarithms.base2(Math.scalb(1.0, exponent))).isEqualTo(exponent);
    }
    assertThat(Logarithms.base2(Double.MIN_VALUE)).isCloseTo(-1074, withinPercentage(PERCENT));
  }

  @Test
  void numbers_near_one_keep_their_digits() {
    assertThat(Logarithms.base2(1 - 0x1p-40)).isCloseTo(-0x1p-40 / Math.log(2), withinPercentage(1e-9));
    assertThat(Logarithms.acosh(1 + 0x1p-40)).isCloseTo(Math.sqrt(0x1p-39), withinPercentage(1e-9));
  }

  @Test
  void small_and_large_numbers_neither_vanish_nor_overflow() {
    assertThat(Logarithms.asinh(-1e-200)).isCloseTo(-1e-200, withinPercentage(PERCENT));
    assertThat(Logarithms.asinh(1e300)).isCloseTo(300 * Math.log(10) + Math.log(2), withinPercentage(PERCENT));
    assertThat(Logarithms.acosh(1e300)).isCloseTo(300 * Math.log(10) + Math.log(2), withinPercentage(PERCENT));
    assertThat(Logarithms.atanh(1e-200)).isCloseTo(1e-200, withinPercentage(PERCENT));
  }

  @Test
  void outside_their_domains_there_is_no_number() {
    assertThat(Logarithms.base2(-1)).isNaN();
    assertThat(Logarithms.base2(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Logarithms.acosh(0.5)).isNaN();
    assertThat(Logarithms.atanh(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Logarithms.atanh(1.5)).isNaN();
    assertThat(Logarithms.asinh(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
