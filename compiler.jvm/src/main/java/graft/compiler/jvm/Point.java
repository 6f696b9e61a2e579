package graft.compiler.jvm;

import java.lang.foreign.MemorySegment;

/** Where a loop nest is while it runs. Belongs to one run of the nest. */
final class Point {

  private final long[] axes;
  private final long[] symbols;
  private final MemorySegment[] memory;

  /**
   * The start of a nest.
   *
   * @param axes the loops' variables
   * @param symbols values of the size symbols
   * @param memory the nest's buffers
   */
  Point(long[] axes, long[] symbols, MemorySegment[] memory) {
    this.axes = axes;
    this.symbols = symbols;
    this.memory = memory;
  }

  long[] axes() {
    return axes;
  }

  long symbol(int number) {
    return symbols[number];
  }

  MemorySegment memory(int number) {
    return memory[number];
  }
}
