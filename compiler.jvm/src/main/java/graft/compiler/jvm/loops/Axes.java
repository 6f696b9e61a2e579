package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Index;
import java.util.ArrayList;
import java.util.List;

/**
 * The loops that a run of a nest's axes becomes: axes of one round fall away, and neighbours become one loop where everything
 * depends on them as on the number of a point.
 */
final class Axes {

  private final int first;
  private final List<Integer> loopOf = new ArrayList<>();
  private final List<Index> extents = new ArrayList<>();

  /** No loop of its own: the axis is 0, or its neighbour stands for both. */
  static final int NONE = -1;

  /**
   * Plans loops.
   *
   * @param first the first axis
   * @param sizes extents of it and those after it
   * @param indexes what depends on them
   */
  Axes(int first, List<Index> sizes, List<Index> indexes) {
    this.first = first;
    int last = NONE;
    for (int i = 0; i < sizes.size(); i++) {
      int axis = first + i;
      Index size = sizes.get(i);
      if (size.isConstant(1)) {
        loopOf.add(NONE);
        continue;
      }
      int outer = last;
      if (outer != NONE && indexes.stream().allMatch(index -> Linear.joins(index, outer, axis, size))) {
        loopOf.set(outer - first, NONE);
        extents.set(extents.size() - 1, extents.getLast().times(size));
      } else {
        extents.add(size);
      }
      loopOf.add(extents.size() - 1);
      last = axis;
    }
  }

  /** Extents of the loops. */
  List<Index> extents() {
    return extents;
  }

  /** The axis that stands for a loop, the last of those that became one. */
  int axisOf(int loop) {
    return first + loopOf.lastIndexOf(loop);
  }

  /** The loops in another order: one of them, if not {@link #NONE}, moves to the end. */
  List<Integer> order(int innermost) {
    var order = new ArrayList<Integer>();
    for (int loop = 0; loop < extents.size(); loop++) {
      if (loop != innermost) {
        order.add(loop);
      }
    }
    if (innermost != NONE) {
      order.add(innermost);
    }
    return order;
  }

  /** For each axis its loop, by number from 0, or {@link #NONE}. */
  List<Integer> loopOf() {
    return loopOf;
  }
}
