package graft.compiler.jvm.loops;

import graft.compiler.jvm.number.Arithmetic;
import graft.compiler.jvm.number.SmallFloats;
import java.lang.foreign.MemorySegment;

/** What generated classes extend, and call. */
abstract class GeneratedKernel implements LoopKernel {

  private final Scratch scratch;

  GeneratedKernel(Scratch scratch) {
    this.scratch = scratch;
  }

  /** This thread's memory for buffers that only the kernel knows. */
  final MemorySegment scratch(long bytes) {
    return scratch.memory(bytes);
  }

  /** An index that was read from memory, from 0 on; negative ones count from the end. */
  static long element(long index, long size) {
    if (index < -size || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " is out of bounds for a dimension of size " + size);
    }
    return index < 0 ? index + size : index;
  }

  static float roundBfloat16(float value) {
    return SmallFloats.bfloat16(SmallFloats.toBfloat16(value));
  }

  static float roundFloat8(float value) {
    return SmallFloats.float8(SmallFloats.toFloat8(value));
  }

  static double reciprocal(double value) {
    return 1 / value;
  }

  static double rsqrt(double value) {
    return 1 / Math.sqrt(value);
  }

  static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  static double truncateDivide(double dividend, double divisor) {
    return Arithmetic.truncate(dividend / divisor);
  }

  static int power(int base, int exponent) {
    return (int) Arithmetic.power((long) base, (long) exponent);
  }

  static int isNan(double value) {
    return Double.isNaN(value) ? 1 : 0;
  }

  static int isInfinite(double value) {
    return Double.isInfinite(value) ? 1 : 0;
  }

  /** The int itself, or the end of their range on the value's side. */
  static int nearestInt(long value) {
    return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Copies those of neighbouring elements to the start of scratch memory whose bits are set; of the last one what is there. */
  static void copyIn(MemorySegment memory, long at, MemorySegment scratch, int bytes, long set) {
    for (long left = set; left != 0; left &= left - 1) {
      long offset = (long) Long.numberOfTrailingZeros(left) * bytes;
      long there = Math.min(bytes, memory.byteSize() - at - offset);
      if (there <= 0) {
        throw new IndexOutOfBoundsException("offset " + (at + offset) + " in " + memory.byteSize() + " bytes");
      }
      MemorySegment.copy(memory, at + offset, scratch, offset, there);
    }
  }

  /** Copies those of the elements at the start of scratch memory whose bits are set. */
  static void copyOut(MemorySegment memory, long at, MemorySegment scratch, int bytes, long set) {
    for (long left = set; left != 0; left &= left - 1) {
      long offset = (long) Long.numberOfTrailingZeros(left) * bytes;
      MemorySegment.copy(scratch, offset, memory, at + offset, bytes);
    }
  }
}
