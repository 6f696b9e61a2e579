package graft.compiler.jvm.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallFloatsTests {

  @ParameterizedTest
  @CsvSource({
      "1, 3f80", "-2, c000", "0, 0000", "-0.0, 8000", "Infinity, 7f80", "NaN, 7fc0",
      // Halfway between two neighbours: to the even one, down and up.
      "1.00390625, 3f80", "1.01171875, 3f82",
      "1.004, 3f81", "3.4e38, 7f80"})
  void bfloat16_rounds_to_nearest_even(float value, String expected) {
    assertThat(SmallFloats.toBfloat16(value) & 0xffff).isEqualTo(Integer.parseInt(expected, 16));
  }

  @ParameterizedTest
  @CsvSource({
      "1, 38", "-1, b8", "448, 7e", "0.015625, 08", "0.001953125, 01", "0, 00", "-0.0, 80",
      // 464 is halfway to what would be 480, which the format has not.
      "464, 7e", "465, 7f", "480, 7f", "Infinity, 7f", "-Infinity, ff", "NaN, 7f",
      // Half of the smallest number, and just above it.
      "0.0009765625, 00", "0.000977, 01",
      // Rounding carries into the exponent.
      "15.6, 58"})
  void float8_rounds_to_nearest_even_and_has_no_infinity(float value, String expected) {
    assertThat(SmallFloats.toFloat8(value) & 0xff).isEqualTo(Integer.parseInt(expected, 16));
  }

  @Test
  void every_float8_survives_the_way_there_and_back() {
    for (int bits = 0; bits < 256; bits++) {
      float value = SmallFloats.float8((byte) bits);
      if (!Float.isNaN(value)) {
        assertThat(SmallFloats.toFloat8(value) & 0xff).isEqualTo(bits);
      }
    }
    assertThat(SmallFloats.float8((byte) 0x7f)).isNaN();
    assertThat(SmallFloats.float8((byte) 0xff)).isNaN();
  }

  @Test
  void every_bfloat16_survives_the_way_there_and_back() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = SmallFloats.bfloat16((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(SmallFloats.toBfloat16(value)).isEqualTo((short) bits);
      }
    }
  }
}
