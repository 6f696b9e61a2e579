package graft.compiler.api.schedule;

/**
 * That a node reads, writes or must come after a buffer.
 *
 * @param kind how much of the buffer, or order only
 * @param buffer the buffer's name, which may be a graph input, a constant or a name given by a mutation
 */
public record Dependency(Kind kind, String buffer) {

  /** The kinds of dependency that TorchInductor knows ({@code dependencies.py}). */
  public enum Kind {
    /** Elements of the buffer at an index expression. */
    MEMORY,
    /** The whole buffer. */
    STAR,
    /** Order only: the buffer itself is not needed. */
    WEAK
  }
}
