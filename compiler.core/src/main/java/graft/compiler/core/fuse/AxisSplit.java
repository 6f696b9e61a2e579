package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Quotient;
import graft.compiler.api.loop.Index.Remainder;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits loops where that makes divisions in indexes disappear: where an axis {@code i} of extent 384 occurs as {@code i // 96},
 * two axes of extents 4 and 96 take its place.
 */
final class AxisSplit {

  private AxisSplit() {}

  /** One axis that becomes two, the inner one with this extent. */
  private record Split(int axis, Index inner) {}

  /** The same nest with as few divisions as splitting leaves. */
  static LoopNest of(LoopNest nest) {
    LoopNest best = nest;
    int fewest = divisions(nest);
    while (fewest > 0) {
      LoopNest next = step(best);
      int left = next == null ? fewest : divisions(next);
      if (next == null || left >= fewest) {
        return best;
      }
      best = next;
      fewest = left;
    }
    return best;
  }

  /** How many quotients and remainders a nest computes. */
  static int divisions(LoopNest nest) {
    int[] count = {0};
    nest.value().forEachPart(expression -> {}, index -> count[0] += isDivision(index) ? 1 : 0);
    nest.offset().forEachPart(expression -> {}, index -> count[0] += isDivision(index) ? 1 : 0);
    return count[0];
  }

  private static boolean isDivision(Index index) {
    return index instanceof Quotient || index instanceof Remainder;
  }

  private static @Nullable LoopNest step(LoopNest nest) {
    List<Index> extents = Axes.all(nest);
    var found = new ArrayList<Split>();
    nest.value().forEachPart(expression -> {}, index -> collect(index, extents, found));
    nest.offset().forEachPart(expression -> {}, index -> collect(index, extents, found));
    return found.isEmpty() ? null : split(nest, found.getFirst());
  }

  private static void collect(Index index, List<Index> extents, List<Split> found) {
    if (index instanceof Quotient(Index dividend, Index divisor)) {
      collect(dividend, divisor, extents, found);
    } else if (index instanceof Remainder(Index dividend, Index divisor)) {
      collect(dividend, divisor, extents, found);
    }
  }

  private static void collect(Index dividend, Index divisor, List<Index> extents, List<Split> found) {
    for (Map.Entry<Integer, Index> term : Linear.of(dividend).coefficients().entrySet()) {
      Index coefficient = term.getValue();
      Index extent = extents.get(term.getKey());
      if (!coefficient.isConstant(0) && isMultiple(divisor, coefficient)) {
        Index inner = divisor.quotient(coefficient, List.of());
        if (!inner.isConstant(1) && !inner.equals(extent) && isMultiple(extent, inner)) {
          found.add(new Split(term.getKey(), inner));
        }
      }
    }
  }

  private static boolean isMultiple(Index number, Index of) {
    return !(of instanceof Index.Constant constant && constant.value() <= 0)
        && number.remainder(of, List.of()).isConstant(0);
  }

  private static LoopNest split(LoopNest nest, Split split) {
    List<Index> outer = new ArrayList<>(nest.extents());
    List<Index> inner = new ArrayList<>(nest.reduction().map(Reduction::extents).orElse(List.of()));
    int axis = split.axis();
    List<Index> part = axis < outer.size() ? outer : inner;
    int place = axis < outer.size() ? axis : axis - outer.size();
    part.set(place, part.get(place).quotient(split.inner(), List.of()));
    part.add(place + 1, split.inner());
    return Axes.reindexed(nest, outer, inner, old -> at(old, split));
  }

  private static Index at(Axis old, Split split) {
    if (old.number() == split.axis()) {
      return Index.axis(old.number()).times(split.inner()).plus(Index.axis(old.number() + 1));
    }
    return old.number() < split.axis() ? old : Index.axis(old.number() + 1);
  }
}
