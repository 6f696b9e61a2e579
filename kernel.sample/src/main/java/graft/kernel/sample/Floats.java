package graft.kernel.sample;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** A {@code float32} or {@code bfloat16} tensor by its indices, whatever its strides. */
record Floats(Tensor tensor) {

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  Floats {
    if (tensor.type() != DataType.FLOAT32 && tensor.type() != DataType.BFLOAT16) {
      throw new IllegalArgumentException(tensor + ": expected float32 or bfloat16");
    }
  }

  long size(int dimension) {
    return tensor.shape()[dimension];
  }

  float get(long... index) {
    long position = position(index);
    return tensor.type() == DataType.FLOAT32
        ? tensor.data().get(FLOAT, position * 4)
        : Float.intBitsToFloat(tensor.data().get(SHORT, position * 2) << 16);
  }

  void set(float value, long... index) {
    long position = position(index);
    if (tensor.type() == DataType.FLOAT32) {
      tensor.data().set(FLOAT, position * 4, value);
    } else {
      // Rounds to nearest, ties to even; NaN is no case of a sum of finite numbers here.
      int bits = Float.floatToRawIntBits(value);
      tensor.data().set(SHORT, position * 2, (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
    }
  }

  private long position(long[] index) {
    long position = 0;
    long[] strides = tensor.strides();
    for (int i = 0; i < index.length; i++) {
      position += index[i] * strides[i];
    }
    return position;
  }

  /** What is done at one index. */
  interface Visit {
    void at(long[] index);
  }

  /** Visits every index of a shape. */
  static void forEach(long[] shape, Visit visit) {
    visit(shape, new long[shape.length], 0, visit);
  }

  private static void visit(long[] shape, long[] index, int dimension, Visit visit) {
    if (dimension == shape.length) {
      visit.at(index);
      return;
    }
    for (long i = 0; i < shape[dimension]; i++) {
      index[dimension] = i;
      visit(shape, index, dimension + 1, visit);
    }
  }
}
