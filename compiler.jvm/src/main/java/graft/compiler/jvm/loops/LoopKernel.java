package graft.compiler.jvm.loops;

import java.lang.foreign.MemorySegment;

/** A generated kernel, safe for any number of threads. */
public interface LoopKernel {

  /**
   * Does some of the units of its outermost loop. Ranges of one run may be done at the same time by several threads.
   *
   * @param buffers memory of {@link CompiledLoops#buffers}, from the start of each
   * @param symbols value of each size symbol
   * @param from the first unit
   * @param to the one after the last, at most {@link CompiledLoops#units}
   * @throws IndexOutOfBoundsException if an index that was read from memory, or an offset, lies outside
   */
  void run(MemorySegment[] buffers, long[] symbols, long from, long to);
}
