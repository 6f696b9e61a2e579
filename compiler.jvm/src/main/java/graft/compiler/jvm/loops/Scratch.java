package graft.compiler.jvm.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of each thread for what kernels keep from one of their nests to the next. Grows to the largest need; never shared. */
final class Scratch {

  private static final long ALIGNMENT = 64;

  private final ThreadLocal<Piece> ofThread = ThreadLocal.withInitial(() -> new Piece(MemorySegment.NULL));

  /** Memory, and what keeps it alive. */
  private record Piece(MemorySegment raw, MemorySegment owned) {

    Piece(MemorySegment owned) {
      this(RawMemory.of(owned), owned);
    }
  }

  /** At least so many bytes, their content undefined; good until the thread's next call. */
  MemorySegment memory(long bytes) {
    Piece piece = ofThread.get();
    if (piece.raw().byteSize() < bytes) {
      piece = new Piece(Arena.ofAuto().allocate(bytes, ALIGNMENT));
      ofThread.set(piece);
    }
    return piece.raw();
  }
}
