package graft.compiler.jvm.loops;

import java.lang.foreign.MemorySegment;

/**
 * Memory of one kind, which is what kernels get: the JVM compiles them for the kinds of segments that they have met, mapped
 * files or arenas of one thread, and at another one throws the code away. Bounds are still checked.
 */
public final class RawMemory {

  /** Bytes behind a memory that may be read, as vectors at its end do if they can: no vector is longer. */
  public static final long PADDING = 128;

  private RawMemory() {}

  /** The same memory, which the caller keeps alive while it is used. Memory on the heap stays as it is. */
  public static MemorySegment of(MemorySegment segment) {
    if (!segment.isNative()) {
      return segment;
    }
    MemorySegment raw = MemorySegment.ofAddress(segment.address()).reinterpret(segment.byteSize());
    return segment.isReadOnly() ? raw.asReadOnly() : raw;
  }

  /** The same with the {@link #PADDING} that the caller knows to be there. What lies in it is never used or changed. */
  public static MemorySegment padded(MemorySegment segment) {
    if (!segment.isNative()) {
      return segment;
    }
    MemorySegment raw = MemorySegment.ofAddress(segment.address()).reinterpret(segment.byteSize() + PADDING);
    return segment.isReadOnly() ? raw.asReadOnly() : raw;
  }
}
