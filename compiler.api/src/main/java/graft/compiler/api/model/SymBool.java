package graft.compiler.api.model;

import java.util.Optional;

/**
 * A truth value that is known when the program runs.
 *
 * @param text the expression as SymPy's {@code srepr} writes it, or the value
 * @param hint what it was for the example inputs, where known
 */
public record SymBool(String text, Optional<Boolean> hint) implements ValueMeta {}
