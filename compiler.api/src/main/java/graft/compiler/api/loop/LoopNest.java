package graft.compiler.api.loop;

import java.util.List;
import java.util.Optional;

/**
 * One value for each point of a grid, stored at an offset of its own: a pointwise operation, or with a reduction a value
 * combined over further loops.
 *
 * @param extents extents of the outer loops, axes 0 and on; they may run in any order
 * @param reduction what combines values, over the axes after the outer ones; empty for a pointwise operation
 * @param value the value at a point; with a reduction, what is combined
 * @param buffer the buffer that is written: the one whose memory it is
 * @param offset where in it, in elements of the value's type, over the outer axes only
 */
public record LoopNest(
    List<Index> extents, Optional<Reduction> reduction, Expression value, String buffer, Index offset) implements Body {

  public LoopNest {
    extents = List.copyOf(extents);
  }
}
