package graft.compiler.jvm.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The arguments of calls without their memory: what stays the same, and the largest of the rest. */
final class Sample {

  /** Of larger buffers only the start is made anew. */
  private static final long MOST_BYTES = 16L << 20;

  private static final long ALIGNMENT = 64;

  private final long[] bytes;
  private final long[] symbols;
  private volatile long to;

  /** Of a call. */
  Sample(MemorySegment[] buffers, long[] symbols) {
    this.bytes = Arrays.stream(buffers).mapToLong(MemorySegment::byteSize).toArray();
    this.symbols = symbols.clone();
  }

  /** The size symbols. */
  long[] symbols() {
    return symbols;
  }

  /** Another call went up to a unit; not to be called by several threads at a time. */
  void reach(long[] sizes, long unit) {
    if (unit > to && Arrays.equals(sizes, symbols)) {
      to = unit;
    }
  }

  /** The unit up to which calls of these sizes went. */
  long to() {
    return to;
  }

  /** Memory like the call's, all zero, until the arena is closed. */
  MemorySegment[] memory(Arena arena) {
    return Arrays.stream(bytes)
        .mapToObj(size -> RawMemory.of(arena.allocate(Math.min(size, MOST_BYTES), ALIGNMENT)))
        .toArray(MemorySegment[]::new);
  }
}
