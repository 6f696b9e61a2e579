package graft.compiler.jvm.replay;

import graft.compiler.jvm.loops.RawMemory;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Memory of a run, known by its size before it has a place. The steps that touch it are its lifetime. */
final class Block {

  private final long bytes;
  private final @Nullable String input;
  private final @Nullable MemorySegment fixed;
  private final boolean isPadded;
  private @Nullable Block before;
  private int first = Integer.MAX_VALUE;
  private int last = -1;

  private Block(long bytes, @Nullable String input, @Nullable MemorySegment fixed, boolean isPadded) {
    this.bytes = bytes;
    this.input = input;
    this.fixed = fixed;
    this.isPadded = isPadded;
  }

  /** Memory that lives while steps touch it. */
  static Block temporary(long bytes) {
    return new Block(bytes, null, null, true);
  }

  /** Memory that takes over that of {@code before} where both are touched by one step, and need not otherwise. */
  static Block after(Block before) {
    Block block = new Block(before.bytes, null, null, true);
    block.before = before;
    return block;
  }

  /** Memory that is filled before each run: the graph input of that name. */
  static Block input(String name, long bytes) {
    return new Block(bytes, name, null, true);
  }

  /** Memory that is there already. */
  static Block fixed(MemorySegment memory) {
    return new Block(memory.byteSize(), null, memory, false);
  }

  /** The same with {@link RawMemory#PADDING} behind it. */
  static Block padded(MemorySegment memory) {
    return new Block(memory.byteSize(), null, memory, true);
  }

  long bytes() {
    return bytes;
  }

  /** The graph input that it holds; null if none. */
  @Nullable
  String input() {
    return input;
  }

  /** The memory where that is known already. */
  @Nullable
  MemorySegment fixed() {
    return fixed;
  }

  /** Its memory as kernels of loops get it. */
  MemorySegment raw(MemorySegment memory) {
    return owner().isPadded ? RawMemory.padded(memory) : RawMemory.of(memory);
  }

  void touch(int step) {
    first = Math.min(first, step);
    last = Math.max(last, step);
  }

  /** The first step that touches it. */
  int first() {
    return first;
  }

  /** The last step that touches it, -1 if none does. */
  int last() {
    return last;
  }

  /** Whether it may come to have the memory of another. */
  boolean mayShare(Block other) {
    Block old = before;
    return this == other || (old != null && old.mayShare(other));
  }

  /** The block whose memory it must have; itself, if it may have its own. */
  Block owner() {
    Block old = before;
    return old != null && old.last >= first ? old.owner() : this;
  }
}
