package graft.compiler.api.model;

import java.util.OptionalLong;

/** An integer that may first be known when the program runs: a size, a stride, a number computed from them. */
public sealed interface SymInt extends ValueMeta {

  /** What it was for the example inputs; absent where it depends on their contents. */
  OptionalLong hint();

  /** Known when the model was exported. */
  record Fixed(long value) implements SymInt {

    @Override
    public OptionalLong hint() {
      return OptionalLong.of(value);
    }
  }

  /**
   * Known when the program runs.
   *
   * @param text the expression as SymPy's {@code srepr} writes it: {@code Symbol('s0', positive=True, integer=True)}
   * @param hint what it was for the example inputs; absent where it depends on their contents
   */
  record Expression(String text, OptionalLong hint) implements SymInt {}
}
