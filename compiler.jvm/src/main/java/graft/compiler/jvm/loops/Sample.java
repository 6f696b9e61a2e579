package graft.compiler.jvm.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The arguments of a call without its memory. */
final class Sample {

  /** Of larger buffers only the start is made anew. */
  private static final long MOST_BYTES = 16L << 20;

  private static final long ALIGNMENT = 64;

  private final long[] bytes;
  private final long[] symbols;
  private final long to;

  /** Of a call that went up to a unit. */
  Sample(MemorySegment[] buffers, long[] symbols, long to) {
    this.bytes = Arrays.stream(buffers).mapToLong(MemorySegment::byteSize).toArray();
    this.symbols = symbols.clone();
    this.to = to;
  }

  /** The size symbols. */
  long[] symbols() {
    return symbols;
  }

  /** The unit up to which the call went. */
  long to() {
    return to;
  }

  /** Memory like the call's, all zero. */
  MemorySegment[] memory(Arena arena) {
    return Arrays.stream(bytes)
        .mapToObj(size -> arena.allocate(Math.min(size, MOST_BYTES), ALIGNMENT))
        .toArray(MemorySegment[]::new);
  }
}
