package graft.compiler.jvm.replay;

import java.util.List;

/**
 * A launch before its memory has a place.
 *
 * @param node the schedule's node, for people
 * @param blocks the memory that it touches
 * @param binding binds it to memory
 */
record Recorded(String node, List<Block> blocks, Binder binding) {

  /** Makes the step of one instance. */
  @FunctionalInterface
  interface Binder {

    /** Binds it. */
    Step bind(Placement placement);
  }
}
