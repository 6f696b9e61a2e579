package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Fewer and longer loops for the same points: loops of one step go, and two loops that go on like one become one. */
final class AxisMerge {

  private AxisMerge() {}

  /** The nest without loops of extent 1. */
  static LoopNest withoutUnits(LoopNest nest) {
    List<Index> extents = Axes.all(nest);
    if (extents.stream().noneMatch(extent -> extent.isConstant(1))) {
      return nest;
    }
    var axes = new ArrayList<Index>();
    int next = 0;
    for (Index extent : extents) {
      axes.add(extent.isConstant(1) ? Index.of(0) : Index.axis(next++));
    }
    return Axes.reindexed(
        nest, withoutUnits(nest.extents()), withoutUnits(nest.reduction().map(Reduction::extents).orElse(List.of())),
        axis -> axes.get(axis.number()));
  }

  private static List<Index> withoutUnits(List<Index> extents) {
    return extents.stream().filter(extent -> !extent.isConstant(1)).toList();
  }

  /**
   * The group with as few loops as can be, the shared ones still first and equal.
   *
   * @param nests that share their first loops
   */
  static Merged of(List<LoopNest> nests, int shared) {
    List<LoopNest> merged = nests;
    int left = shared;
    for (int axis = shared - 2; axis >= 0; axis--) {
      int at = axis;
      if (merged.stream().allMatch(nest -> canMerge(nest, at))) {
        merged = merged.stream().map(nest -> merge(nest, at)).toList();
        left--;
      }
    }
    return new Merged(left, ownAxes(merged, left));
  }

  /** Nests, and how many loops they share. */
  record Merged(int shared, List<LoopNest> nests) {}

  /** Loops of their own that nests have alike stay alike, so that what one writes the other reads by the same numbers. */
  private static List<LoopNest> ownAxes(List<LoopNest> nests, int shared) {
    var result = new ArrayList<>(nests);
    var alike = new LinkedHashMap<List<Index>, List<Integer>>();
    for (int i = 0; i < nests.size(); i++) {
      List<Index> all = Axes.all(nests.get(i));
      alike.computeIfAbsent(all.subList(shared, all.size()), own -> new ArrayList<>()).add(i);
    }
    alike.forEach((own, numbers) -> {
      for (int axis = shared + own.size() - 2; axis >= shared; axis--) {
        int at = axis;
        boolean canMerge = numbers.stream().map(result::get)
            .allMatch(nest -> at != nest.extents().size() - 1 && canMerge(nest, at));
        if (canMerge) {
          numbers.forEach(number -> result.set(number, merge(result.get(number), at)));
        }
      }
    });
    return result;
  }

  /** Whether an axis and the next one occur only together, as one axis over both would. */
  private static boolean canMerge(LoopNest nest, int axis) {
    Index inner = Axes.all(nest).get(axis + 1);
    boolean[] can = {canMerge(nest.offset(), axis, inner)};
    nest.value().forEachPart(
        part -> {
          if (part instanceof Expression.Load load) {
            can[0] &= canMerge(load.offset(), axis, inner);
          } else if (part instanceof Expression.Position position) {
            can[0] &= canMerge(position.index(), axis, inner);
          }
        },
        index -> {});
    return can[0];
  }

  private static boolean canMerge(Index index, int axis, Index inner) {
    Linear linear = Linear.of(index);
    Index outerStep = linear.coefficients().getOrDefault(axis, Index.of(0));
    Index innerStep = linear.coefficients().getOrDefault(axis + 1, Index.of(0));
    return outerStep.equals(innerStep.times(inner))
        && !mentions(linear.rest(), axis) && !mentions(linear.rest(), axis + 1);
  }

  /** Whether an axis occurs outside of elements; the loads inside those are looked at by themselves. */
  private static boolean mentions(Index index, int axis) {
    return switch (index) {
      case Index.Axis one -> one.number() == axis;
      case Index.Sum sum -> sum.terms().stream().anyMatch(term -> mentions(term, axis));
      case Index.Product product -> product.atoms().stream().anyMatch(atom -> mentions(atom, axis));
      case Index.Quotient(Index dividend, Index divisor) -> mentions(dividend, axis) || mentions(divisor, axis);
      case Index.Remainder(Index dividend, Index divisor) -> mentions(dividend, axis) || mentions(divisor, axis);
      default -> false;
    };
  }

  /** Where the axes occur only together, it is as if the inner one ran over all and the outer one stood still. */
  private static LoopNest merge(LoopNest nest, int axis) {
    List<Index> outer = new ArrayList<>(nest.extents());
    List<Index> inner = new ArrayList<>(nest.reduction().map(Reduction::extents).orElse(List.of()));
    List<Index> part = axis < outer.size() ? outer : inner;
    int place = axis < outer.size() ? axis : axis - outer.size();
    part.set(place, part.get(place).times(part.remove(place + 1)));
    return Axes.reindexed(nest, outer, inner, old -> {
      int number = old.number();
      return number < axis ? old : number == axis ? Index.of(0) : Index.axis(number - 1);
    });
  }
}
