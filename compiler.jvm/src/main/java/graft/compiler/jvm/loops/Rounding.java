package graft.compiler.jvm.loops;

import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.number.SmallFloats;

/** The value that a type holds for a number. */
final class Rounding {

  private Rounding() {}

  static double real(DataType type, double value) {
    return switch (type) {
      case FLOAT64 -> value;
      case FLOAT32 -> (float) value;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      case BFLOAT16 -> SmallFloats.bfloat16(SmallFloats.toBfloat16((float) value));
      case FLOAT8_E4M3FN -> SmallFloats.float8(SmallFloats.toFloat8((float) value));
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }

  static long whole(DataType type, long value) {
    return switch (type) {
      case INT64 -> value;
      case INT32 -> (int) value;
      case INT16 -> (short) value;
      case INT8 -> (byte) value;
      case UINT8 -> value & 0xff;
      case BOOL -> value == 0 ? 0 : 1;
      default -> throw new IllegalArgumentException(type + " is floating point");
    };
  }
}
