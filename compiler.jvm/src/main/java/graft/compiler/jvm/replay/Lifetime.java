package graft.compiler.jvm.replay;

/**
 * Memory that an arena must hold for a while.
 *
 * @param bytes how much, at least 1
 * @param first the first step that needs it
 * @param last the last step that needs it
 */
record Lifetime(long bytes, int first, int last) {

  boolean overlaps(Lifetime other) {
    return first <= other.last && other.first <= last;
  }
}
