package graft.compiler.jvm.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.apache.commons.numbers.gamma.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          .isCloseTo(Erf.value(Math.sqrt(x)), withinPercentage(PERCENT));
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

  @ParameterizedTest
  @CsvSource({"4, 3, 0.3528", "4, 4, 0.5665", "4, 5, 0.7350"})
  void are_those_of_the_documentation_of_PyTorch(double a, double x, double lower) {
    assertThat(IncompleteGamma.lower(a, x)).isCloseTo(lower, within(5e-5));
    assertThat(IncompleteGamma.upper(a, x)).isCloseTo(1 - lower, within(5e-5));
  }

  @Test
  void of_large_numbers_near_each_other_they_are_halves() {
    for (double a : new double[]{1e10, 1e18, 1e100}) {
      assertThat(IncompleteGamma.lower(a, a)).isCloseTo(0.5, within(1e-5));
      assertThat(IncompleteGamma.upper(a, a)).isCloseTo(0.5, within(1e-5));
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
    assertThat(IncompleteGamma.lower(-infinity, 1)).isNaN();
    assertThat(IncompleteGamma.lower(infinity, -1)).isNaN();
    assertThat(IncompleteGamma.upper(0, Double.NaN)).isNaN();
    assertThat(IncompleteGamma.lower(infinity, Double.NaN)).isNaN();
  }
}
