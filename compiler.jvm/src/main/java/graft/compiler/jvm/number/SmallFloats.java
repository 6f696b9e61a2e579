package graft.compiler.jvm.number;

/**
 * The formats {@code bfloat16} and {@code float8_e4m3fn}, rounded to nearest, ties to even, as PyTorch does
 * ({@code c10/util/BFloat16.h}, {@code c10/util/Float8_e4m3fn.h}).
 */
public final class SmallFloats {

  private static final int FLOAT8_BIAS = 7;
  private static final int FLOAT8_FRACTION_BITS = 3;
  private static final int FLOAT8_NAN = 0x7f;

  private SmallFloats() {}

  public static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static short toBfloat16(float value) {
    if (Float.isNaN(value)) {
      return 0x7fc0;
    }
    int bits = Float.floatToRawIntBits(value);
    int half = 0x7fff + ((bits >>> 16) & 1);
    return (short) ((bits + half) >>> 16);
  }

  public static float float8(byte bits) {
    int magnitude = bits & 0x7f;
    if (magnitude == FLOAT8_NAN) {
      return Float.NaN;
    }
    int exponent = magnitude >> FLOAT8_FRACTION_BITS;
    int fraction = magnitude & 7;
    float value = exponent == 0
        ? Math.scalb((float) fraction, 1 - FLOAT8_BIAS - FLOAT8_FRACTION_BITS)
        : Math.scalb((float) (fraction + 8), exponent - FLOAT8_BIAS - FLOAT8_FRACTION_BITS);
    return bits < 0 ? -value : value;
  }

  /** There are no infinities: what is too large becomes NaN. */
  public static byte toFloat8(float value) {
    int sign = Float.floatToRawIntBits(value) < 0 ? 0x80 : 0;
    float magnitude = Math.abs(value);
    if (!(magnitude < 480)) {
      return (byte) (sign | FLOAT8_NAN);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - FLOAT8_BIAS);
    int fraction = (int) Math.rint(Math.scalb(magnitude, FLOAT8_FRACTION_BITS - exponent));
    // A fraction that rounds up to the next power of two carries into the exponent.
    int bits = ((exponent + FLOAT8_BIAS - 1) << FLOAT8_FRACTION_BITS) + fraction;
    return (byte) (sign | bits);
  }
}
