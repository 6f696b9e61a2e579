package graft.compiler.jvm.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of each thread for what kernels keep from one of their nests to the next. Grows to the largest need; never shared. */
final class Scratch {

  private static final long ALIGNMENT = 64;

  private final ThreadLocal<MemorySegment> ofThread = ThreadLocal.withInitial(() -> MemorySegment.NULL);

  /** At least so many bytes, their content undefined; good until the thread's next call. */
  MemorySegment memory(long bytes) {
    MemorySegment memory = ofThread.get();
    if (memory.byteSize() < bytes) {
      memory = Arena.ofAuto().allocate(bytes, ALIGNMENT);
      ofThread.set(memory);
    }
    return memory;
  }
}
