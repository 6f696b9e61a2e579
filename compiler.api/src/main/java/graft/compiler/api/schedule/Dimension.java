package graft.compiler.api.schedule;

/**
 * One size or stride, in elements: a number, or an expression over size symbols such as {@code s75*64}.
 *
 * <p>An expression is kept as PyTorch prints it. No stage from 1 to 5 computes with it; byte counts of symbolic buffers
 * are hints that travel beside it.
 */
public sealed interface Dimension {

  /** A size known when the graph was made. */
  record Fixed(long value) implements Dimension {}

  /** A size known when the program runs. */
  record Symbolic(String expression) implements Dimension {}
}
