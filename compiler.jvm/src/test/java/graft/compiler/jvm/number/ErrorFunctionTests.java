package graft.compiler.jvm.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values: Abramowitz and Stegun, table 7.1, and C's {@code erf}. */
class ErrorFunctionTests {

  @ParameterizedTest
  @CsvSource({
      "0, 0", "0.1, 0.1124629160182849", "0.5, 0.5204998778130465", "1, 0.8427007929497149", "-1, -0.8427007929497149",
      "2, 0.9953222650189527", "2.49, 0.9995707121322661", "2.51, 0.9996142945182758", "3, 0.9999779095030014",
      "6, 1", "Infinity, 1", "-Infinity, -1"})
  void is_exact_in_double_precision(double x, double expected) {
    assertThat(ErrorFunction.of(x)).isCloseTo(expected, within(2e-15));
  }

  @Test
  void of_nan_is_nan() {
    assertThat(ErrorFunction.of(Double.NaN)).isNaN();
  }
}
