package graft.compiler.api.loop;

import java.util.List;

/**
 * Combines the values of the innermost loops into one.
 *
 * @param kind how
 * @param extents extents of the reduced loops
 */
public record Reduction(Kind kind, List<Index> extents) {

  public Reduction {
    extents = List.copyOf(extents);
  }

  /** How values are combined. All start from the neutral element; NaN wins. */
  public enum Kind {
    /** Starts from 0. Floating point numbers are summed at least in their own precision, in any order. */
    SUM,
    /** Starts from 1. */
    PRODUCT,
    /** Starts from the smallest value of the type. */
    MAX,
    /** Starts from the largest value of the type. */
    MIN
  }
}
