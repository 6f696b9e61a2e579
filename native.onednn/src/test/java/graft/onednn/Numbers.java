package graft.onednn;

import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Tensors as test data: their elements one by one, in any layout. */
final class Numbers {

  private Numbers() {}

  /**
   * A tensor of random numbers between -1 and 1. Its dimensions lie in the given order in memory, outermost first, with gaps
   * behind each.
   */
  static Tensor random(Random random, DataType type, long[] shape, int[] order, long gap) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      strides[order[i]] = step;
      step *= Math.max(shape[order[i]], 1);
      step += gap;
    }
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(step, 1) * type.bytes(), 64);
    fill(type, memory, () -> random.nextDouble() * 2 - 1);
    return Tensor.of(type, shape, strides, memory);
  }

  private static void fill(DataType type, MemorySegment memory, DoubleSupplier numbers) {
    for (long i = 0; i < memory.byteSize() / type.bytes(); i++) {
      set(type, memory, i, numbers.getAsDouble());
    }
  }

  static double get(Tensor tensor, long... place) {
    return get(tensor.type(), tensor.data(), position(tensor, place));
  }

  private static long position(Tensor tensor, long... place) {
    long[] strides = tensor.strides();
    long position = 0;
    for (int i = 0; i < place.length; i++) {
      position += place[i] * strides[i];
    }
    return position;
  }

  private static double get(DataType type, MemorySegment memory, long position) {
    return switch (type) {
      case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, position);
      case BFLOAT16 ->
        Float.intBitsToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, position) << 16);
      case FLOAT16 -> Float.float16ToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, position));
      default -> throw new IllegalArgumentException(type.torchName());
    };
  }

  private static void set(DataType type, MemorySegment memory, long position, double value) {
    switch (type) {
      case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, position, (float) value);
      case BFLOAT16 -> memory.setAtIndex(
          ValueLayout.JAVA_SHORT, position, (short) (Float.floatToIntBits((float) value) >> 16));
      case FLOAT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, position, Float.floatToFloat16((float) value));
      default -> throw new IllegalArgumentException(type.torchName());
    }
  }

  /** What is expected at a place. */
  interface Expected {
    double at(long[] place);
  }

  /** Describes the first element that is not as near to what is expected as its type lets it be; empty if there is none. */
  static String difference(Tensor tensor, Expected expected) {
    double relative = tensor.type() == DataType.FLOAT32 ? 2e-5 : tensor.type() == DataType.FLOAT16 ? 4e-3 : 2e-2;
    long[] place = new long[tensor.rank()];
    long[] shape = tensor.shape();
    for (long rest = tensor.elements(); rest > 0; rest--) {
      double is = get(tensor, place);
      double should = expected.at(place);
      if (!(Math.abs(is - should) <= relative * (2 + Math.abs(should)))) {
        return "at " + java.util.Arrays.toString(place) + ": " + is + " instead of " + should;
      }
      for (int i = place.length - 1; i >= 0 && ++place[i] == shape[i]; i--) {
        place[i] = 0;
      }
    }
    return "";
  }
}
