package graft.compiler.jvm;

import graft.compiler.jvm.Held.Block;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of one run. What was freed is handed out again, content and all, to the next who asks for as much: a plan that
 * frees too early shows. Belongs to the thread that runs.
 */
final class Pool implements AutoCloseable {

  private static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();
  private long inUse;
  private long peak;

  /** A block of that size; its content is undefined. */
  Block allocate(long bytes) {
    Deque<MemorySegment> known = free.get(bytes);
    MemorySegment memory = known == null || known.isEmpty()
        ? arena.allocate(Math.max(bytes, 1), ALIGNMENT).asSlice(0, bytes)
        : known.pop();
    inUse += bytes;
    peak = Math.max(peak, inUse);
    return new Block(memory, () -> free(memory));
  }

  private void free(MemorySegment memory) {
    inUse -= memory.byteSize();
    free.computeIfAbsent(memory.byteSize(), bytes -> new ArrayDeque<>()).push(memory);
  }

  /** The most bytes that were in use at a time. */
  long peak() {
    return peak;
  }

  @Override
  public void close() {
    arena.close();
  }
}
