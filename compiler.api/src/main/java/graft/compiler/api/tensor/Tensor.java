package graft.compiler.api.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * A strided view of memory outside the heap, little-endian. The view itself is immutable; its elements are whatever the memory
 * holds, and their visibility between threads is the owner's concern. The memory lives as long as the segment's arena.
 */
public final class Tensor {

  private final DataType type;
  private final long[] shape;
  private final long[] strides;
  private final MemorySegment data;

  private Tensor(DataType type, long[] shape, long[] strides, MemorySegment data) {
    this.type = type;
    this.shape = shape;
    this.strides = strides;
    this.data = data;
  }

  /**
   * A view with given strides.
   *
   * @param type element type
   * @param shape extent of each dimension, in elements, each at least 0; empty for a scalar
   * @param strides step of each dimension, in elements, each at least 0
   * @param data memory that starts at the first element and holds all
   * @throws IllegalArgumentException if the view would leave the memory, or ranks differ
   */
  public static Tensor of(DataType type, long[] shape, long[] strides, MemorySegment data) {
    if (shape.length != strides.length) {
      throw new IllegalArgumentException("shape has rank " + shape.length + ", strides " + strides.length);
    }
    try {
      elements(shape);
      long needed = Math.multiplyExact(span(shape, strides), type.bytes());
      if (needed > data.byteSize()) {
        throw new IllegalArgumentException("needs " + needed + " bytes, memory has " + data.byteSize());
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("shape or strides are beyond 64 bits: " + Arrays.toString(shape), e);
    }
    return new Tensor(type, shape.clone(), strides.clone(), data);
  }

  /**
   * A contiguous view of given memory.
   *
   * @throws IllegalArgumentException if the view would leave the memory
   * @throws ArithmeticException if its strides are beyond 64 bits
   */
  public static Tensor of(DataType type, long[] shape, MemorySegment data) {
    return of(type, shape, contiguousStrides(shape), data);
  }

  /** A contiguous tensor in memory of its own, all zero. */
  public static Tensor allocate(Arena arena, DataType type, long... shape) {
    long bytes = Math.multiplyExact(span(shape, contiguousStrides(shape)), type.bytes());
    return of(type, shape, arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes));
  }

  /** A contiguous tensor of the same elements in memory of its own, writable. */
  public Tensor copy(Arena arena) {
    Tensor copy = allocate(arena, type, shape);
    if (isContiguous()) {
      MemorySegment.copy(data, 0, copy.data, 0, copy.data.byteSize());
    } else {
      StridedCopy.pack(this, copy.data);
    }
    return copy;
  }

  /** Element type. */
  public DataType type() {
    return type;
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.length;
  }

  /** Extent of each dimension, in elements. */
  public long[] shape() {
    return shape.clone();
  }

  /** Whether these are the extents of its dimensions. */
  public boolean hasShape(List<Long> sizes) {
    boolean isEqual = sizes.size() == shape.length;
    for (int i = 0; isEqual && i < shape.length; i++) {
      isEqual = sizes.get(i) == shape[i];
    }
    return isEqual;
  }

  /** Step of each dimension, in elements. */
  public long[] strides() {
    return strides.clone();
  }

  /** The memory, from the first element on. */
  public MemorySegment data() {
    return data;
  }

  /** Number of elements. */
  public long elements() {
    return elements(shape);
  }

  /** Whether elements lie in row-major order without gaps. */
  public boolean isContiguous() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return elements() == 0;
      }
      expected *= shape[i];
    }
    return true;
  }

  /** Row-major strides of a shape, as PyTorch computes them (an empty dimension counts as one). */
  public static long[] contiguousStrides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step = Math.multiplyExact(step, Math.max(shape[i], 1));
    }
    return strides;
  }

  private static long elements(long[] shape) {
    for (long extent : shape) {
      if (extent == 0) {
        return 0;
      }
    }
    long count = 1;
    for (long extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    return count;
  }

  private static long span(long[] shape, long[] strides) {
    long last = 0;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0 || strides[i] < 0) {
        throw new IllegalArgumentException(
            "negative extent or stride: " + Arrays.toString(shape) + ", " + Arrays.toString(strides));
      }
      if (shape[i] == 0) {
        return 0;
      }
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    return Math.addExact(last, 1);
  }

  @Override
  public String toString() {
    return type.torchName() + Arrays.toString(shape);
  }
}
