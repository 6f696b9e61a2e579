package graft.compiler.api.loop;

/** Nothing is computed: the node's buffer is memory for somebody else to fill. */
public record NoComputation() implements Body {

  /** The only value anybody needs. */
  public static final NoComputation INSTANCE = new NoComputation();
}
