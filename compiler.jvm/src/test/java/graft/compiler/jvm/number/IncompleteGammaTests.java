package graft.compiler.jvm.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class IncompleteGammaTests {

  private static final double PERCENT = 1e-10;

  @Test
  void of_one_they_are_exponential() {
    for (double x : new double[]{1e-8, 0.5, 1, 2, 5, 30}) {
      assertThat(IncompleteGamma.lower(1, x)).isCloseTo(-Math.expm1(-x), withinPercentage(PERCENT));
      assertThat(IncompleteGamma.upper(1, x)).isCloseTo(Math.exp(-x), withinPercentage(PERCENT));
    }
  }

  @Test
  void of_a_half_they_are_error_functions() {
    for (double x : new double[]{0.01, 0.7, 2, 4}) {
      assertThat(IncompleteGamma.lower(0.5, x))
          .isCloseTo(ErrorFunction.of(Math.sqrt(x)), withinPercentage(PERCENT));
    }
  }

  @Test
  void of_whole_numbers_they_are_sums() {
    double sum = 0;
    double term = 1;
    for (int n = 1; n <= 40; n++) {
      sum += term;
      term *= 20.0 / n;
      assertThat(IncompleteGamma.upper(n, 20)).isCloseTo(Math.exp(-20) * sum, withinPercentage(PERCENT));
    }
  }

  @Test
  void ends_are_zero_and_one_and_there_is_nothing_beyond() {
    double infinity = Double.POSITIVE_INFINITY;

    assertThat(IncompleteGamma.lower(2, 0)).isZero();
    assertThat(IncompleteGamma.upper(2, infinity)).isZero();
    assertThat(IncompleteGamma.lower(0, 3)).isEqualTo(1);
    assertThat(IncompleteGamma.upper(infinity, 3)).isEqualTo(1);
    assertThat(IncompleteGamma.lower(0, 0)).isNaN();
    assertThat(IncompleteGamma.lower(-1, 1)).isNaN();
    assertThat(IncompleteGamma.upper(1, -1)).isNaN();
    assertThat(IncompleteGamma.upper(infinity, infinity)).isNaN();
  }
}
