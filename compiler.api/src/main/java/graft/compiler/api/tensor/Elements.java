package graft.compiler.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads single elements, at an offset in elements from the first. */
final class Elements {

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Elements() {}

  /** A floating point number of at least 16 bits. */
  static double real(Tensor tensor, long offset) {
    MemorySegment data = tensor.data();
    long at = offset * tensor.type().bytes();
    return switch (tensor.type()) {
      case FLOAT64 -> Double.longBitsToDouble(data.get(LONG, at));
      case FLOAT32 -> Float.intBitsToFloat(data.get(INT, at));
      case FLOAT16 -> Float.float16ToFloat(data.get(SHORT, at));
      case BFLOAT16 -> Float.intBitsToFloat(data.get(SHORT, at) << Short.SIZE);
      case FLOAT8_E4M3FN, BOOL, UINT8, INT8, INT16, INT32, INT64 ->
        throw new IllegalArgumentException(tensor.toString());
    };
  }

  /** An integer, a truth value as 0 or 1, or the byte of an eight-bit floating point number. */
  static long integer(Tensor tensor, long offset) {
    MemorySegment data = tensor.data();
    long at = offset * tensor.type().bytes();
    return switch (tensor.type()) {
      case INT64 -> data.get(LONG, at);
      case INT32 -> data.get(INT, at);
      case INT16 -> data.get(SHORT, at);
      case INT8 -> data.get(ValueLayout.JAVA_BYTE, at);
      case BOOL, UINT8, FLOAT8_E4M3FN -> Byte.toUnsignedLong(data.get(ValueLayout.JAVA_BYTE, at));
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> throw new IllegalArgumentException(tensor.toString());
    };
  }

  /** A floating point number with as many digits as its type has. */
  static String text(Tensor tensor, long offset) {
    double value = real(tensor, offset);
    return tensor.type() == DataType.FLOAT64 ? Double.toString(value) : Float.toString((float) value);
  }
}
