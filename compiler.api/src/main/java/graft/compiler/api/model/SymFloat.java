package graft.compiler.api.model;

import java.util.OptionalDouble;

/**
 * A floating point number that is known when the program runs.
 *
 * @param text the expression as SymPy's {@code srepr} writes it, or the number
 * @param hint what it was for the example inputs, where known
 */
public record SymFloat(String text, OptionalDouble hint) implements ValueMeta {}
