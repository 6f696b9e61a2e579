package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Index;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the loops that become innermost, the ones to be done in vectors: those along which most is contiguous in memory. Either
 * the same shared loop for all nests, or for each nest one of its own or a reduced one.
 */
final class Innermost {

  /** What one access costs, measured in vector operations, where neighbours lie together, are the same, or are apart. */
  private static final double CONTIGUOUS = 0.1;
  private static final double EVERY_SECOND = 0.25;
  private static final double SAME = 0.02;
  private static final double APART = 1;

  /** What one operation costs in vectors; a single one costs 1. */
  private static final double OPERATION = 0.06;

  /** What is assumed of sizes that are not known. */
  private static final long USUAL_EXTENT = 64;

  private static final double LANES = 16;

  /** None. */
  static final int NONE = -1;

  private final int sharedLoop;

  /**
   * A nest.
   *
   * @param own its own loops
   * @param reduced the loops of its reduction
   * @param accesses offsets of what it reads and writes
   * @param operations about how many operations a point takes
   */
  record Nest(Axes own, Axes reduced, List<Index> accesses, int operations) {}

  Innermost(Axes shared, List<Nest> nests) {
    double best = 0;
    for (Nest nest : nests) {
      best += points(nest) * ownCost(nest);
    }
    int chosen = NONE;
    for (int loop = 0; loop < shared.extents().size(); loop++) {
      double cost = 0;
      for (Nest nest : nests) {
        cost += points(nest) * cost(nest, shared.axisOf(loop), shared.extents().get(loop));
      }
      // The last ones of several that are as good.
      if (cost <= best) {
        best = cost;
        chosen = loop;
      }
    }
    sharedLoop = chosen;
  }

  /** The shared loop that becomes innermost, or {@link #NONE}. */
  int shared() {
    return sharedLoop;
  }

  /** The own loop of a nest that is the better innermost one, or {@link #NONE} if it has none. */
  int own(Nest nest) {
    return best(nest, nest.own());
  }

  /** The reduced loop of a nest that is the better innermost one, or {@link #NONE} if it has none. */
  int reduced(Nest nest) {
    return best(nest, nest.reduced());
  }

  /** Whether the best of its own loops is better than the best reduced one. */
  boolean isOwnBetter(Nest nest) {
    return cost(nest, nest.own()) < cost(nest, nest.reduced());
  }

  private double ownCost(Nest nest) {
    return Math.min(Math.min(cost(nest, nest.own()), cost(nest, nest.reduced())), scalarCost(nest));
  }

  private double cost(Nest nest, Axes axes) {
    int loop = best(nest, axes);
    return loop == NONE ? Double.POSITIVE_INFINITY : cost(nest, axes.axisOf(loop), axes.extents().get(loop));
  }

  private int best(Nest nest, Axes axes) {
    int chosen = NONE;
    double best = Double.POSITIVE_INFINITY;
    for (int loop = 0; loop < axes.extents().size(); loop++) {
      double cost = cost(nest, axes.axisOf(loop), axes.extents().get(loop));
      if (cost <= best) {
        best = cost;
        chosen = loop;
      }
    }
    return chosen;
  }

  /** Of a point, where an axis is done in vectors. */
  private double cost(Nest nest, int axis, Index extent) {
    double accesses = 0;
    for (Index access : nest.accesses()) {
      Index step = Linear.coefficient(access, axis);
      accesses += step == null ? APART
          : step.isConstant(0) ? SAME
          : step.isConstant(1) ? CONTIGUOUS
          : step.isConstant(2) ? EVERY_SECOND
          : APART;
    }
    double rounds = size(extent);
    double filled = rounds == 0 ? 1 : rounds / (Math.ceil(rounds / LANES) * LANES);
    return accesses + OPERATION * nest.operations() / filled;
  }

  private static double scalarCost(Nest nest) {
    return nest.accesses().size() * APART + nest.operations();
  }

  /** About how many points a nest has at a point of the shared loops. */
  static double points(Nest nest) {
    var extents = new ArrayList<>(nest.own().extents());
    extents.addAll(nest.reduced().extents());
    return extents.stream().mapToDouble(Innermost::size).reduce(1, (left, right) -> left * right);
  }

  /** An extent, or what is usual. */
  static double size(Index extent) {
    return extent instanceof Index.Constant constant ? constant.value() : USUAL_EXTENT;
  }
}
