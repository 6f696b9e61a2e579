package graft.compiler.jvm;

import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.number.SmallFloats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads and writes single elements of every type, rounding as PyTorch does. Little-endian, at any alignment. */
final class Elements {

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Elements() {}

  /** Reads a floating point number. */
  interface RealReader {
    double read(MemorySegment memory, long position);
  }

  /** Writes a floating point number. */
  interface RealWriter {
    void write(MemorySegment memory, long position, double value);
  }

  /** Reads an integer or truth value. */
  interface WholeReader {
    long read(MemorySegment memory, long position);
  }

  /** Writes an integer or truth value. */
  interface WholeWriter {
    void write(MemorySegment memory, long position, long value);
  }

  static RealReader realReader(DataType type) {
    return switch (type) {
      case FLOAT64 -> (memory, position) -> memory.get(DOUBLE, position * 8);
      case FLOAT32 -> (memory, position) -> memory.get(FLOAT, position * 4);
      case FLOAT16 -> (memory, position) -> Float.float16ToFloat(memory.get(SHORT, position * 2));
      case BFLOAT16 -> (memory, position) -> SmallFloats.bfloat16(memory.get(SHORT, position * 2));
      case FLOAT8_E4M3FN -> (memory, position) -> SmallFloats.float8(memory.get(ValueLayout.JAVA_BYTE, position));
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }

  static RealWriter realWriter(DataType type) {
    return switch (type) {
      case FLOAT64 -> (memory, position, value) -> memory.set(DOUBLE, position * 8, value);
      case FLOAT32 -> (memory, position, value) -> memory.set(FLOAT, position * 4, (float) value);
      case FLOAT16 ->
        (memory, position, value) -> memory.set(SHORT, position * 2, Float.floatToFloat16((float) value));
      case BFLOAT16 ->
        (memory, position, value) -> memory.set(SHORT, position * 2, SmallFloats.toBfloat16((float) value));
      case FLOAT8_E4M3FN ->
        (memory, position, value) -> memory.set(ValueLayout.JAVA_BYTE, position, SmallFloats.toFloat8((float) value));
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }

  static WholeReader wholeReader(DataType type) {
    return switch (type) {
      case INT64 -> (memory, position) -> memory.get(LONG, position * 8);
      case INT32 -> (memory, position) -> memory.get(INT, position * 4);
      case INT16 -> (memory, position) -> memory.get(SHORT, position * 2);
      case INT8 -> (memory, position) -> memory.get(ValueLayout.JAVA_BYTE, position);
      case UINT8 -> (memory, position) -> memory.get(ValueLayout.JAVA_BYTE, position) & 0xff;
      case BOOL -> (memory, position) -> memory.get(ValueLayout.JAVA_BYTE, position) == 0 ? 0 : 1;
      default -> throw new IllegalArgumentException(type + " is floating point");
    };
  }

  static WholeWriter wholeWriter(DataType type) {
    return switch (type) {
      case INT64 -> (memory, position, value) -> memory.set(LONG, position * 8, value);
      case INT32 -> (memory, position, value) -> memory.set(INT, position * 4, (int) value);
      case INT16 -> (memory, position, value) -> memory.set(SHORT, position * 2, (short) value);
      case INT8, UINT8 -> (memory, position, value) -> memory.set(ValueLayout.JAVA_BYTE, position, (byte) value);
      case BOOL ->
        (memory, position, value) -> memory.set(ValueLayout.JAVA_BYTE, position, (byte) (value == 0 ? 0 : 1));
      default -> throw new IllegalArgumentException(type + " is floating point");
    };
  }

  /** The value that a floating point type holds for a number. */
  static double round(DataType type, double value) {
    return switch (type) {
      case FLOAT64 -> value;
      case FLOAT32 -> (float) value;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      case BFLOAT16 -> SmallFloats.bfloat16(SmallFloats.toBfloat16((float) value));
      case FLOAT8_E4M3FN -> SmallFloats.float8(SmallFloats.toFloat8((float) value));
      default -> throw new IllegalArgumentException(type + " is not floating point");
    };
  }

  /** The value that an integer type holds for a number, which wraps around. */
  static long wrap(DataType type, long value) {
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
