package graft.compiler.jvm.replay;

import java.lang.foreign.MemorySegment;

/** Where blocks lie in one instance of a program. */
@FunctionalInterface
interface Placement {

  /** The memory of a block, from its start. */
  MemorySegment of(Block block);
}
