package graft.compiler.api.model;

import java.util.OptionalLong;

/**
 * The values that a size symbol may take, bounds included.
 *
 * @param min the smallest; absent if unbounded
 * @param max the largest; absent if unbounded
 */
public record SymbolRange(OptionalLong min, OptionalLong max) {

  /** Whether {@code value} lies in the range. */
  public boolean contains(long value) {
    return (min.isEmpty() || value >= min.getAsLong()) && (max.isEmpty() || value <= max.getAsLong());
  }
}
