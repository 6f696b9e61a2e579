package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.Index.Element;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Quotient;
import graft.compiler.api.loop.Index.Remainder;
import graft.compiler.api.loop.Index.Sum;
import graft.compiler.api.loop.Index.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Index expressions as functions of a single axis. */
final class Linear {

  private Linear() {}

  static List<Index> terms(Index index) {
    return index instanceof Sum sum ? sum.terms() : List.of(index);
  }

  private static List<Index> atoms(Index term) {
    return term instanceof Product product ? product.atoms() : List.of(term);
  }

  /** Whether the value depends on the axis; an element's own indexes count. */
  static boolean mentions(Index index, int axis) {
    return switch (index) {
      case Constant _ -> false;
      case Symbol _ -> false;
      case Axis other -> other.number() == axis;
      case Sum sum -> sum.terms().stream().anyMatch(term -> mentions(term, axis));
      case Product product -> product.atoms().stream().anyMatch(atom -> mentions(atom, axis));
      case Quotient(Index dividend, Index divisor) -> mentions(dividend, axis) || mentions(divisor, axis);
      case Remainder(Index dividend, Index divisor) -> mentions(dividend, axis) || mentions(divisor, axis);
      case Element(var value, Index size) ->
        mentions(size, axis) || IndexesOf.expression(value).stream().anyMatch(inner -> mentions(inner, axis));
    };
  }

  /** What the value grows by with each step along the axis; null if that is not the same everywhere. */
  static @Nullable Index coefficient(Index index, int axis) {
    Index sum = Index.of(0);
    for (Index term : terms(index)) {
      if (mentions(term, axis)) {
        Index coefficient = term instanceof Product product ? Index.of(product.coefficient()) : Index.of(1);
        boolean isFound = false;
        for (Index atom : atoms(term)) {
          if (!isFound && atom.equals(Index.axis(axis))) {
            isFound = true;
          } else if (mentions(atom, axis)) {
            return null;
          } else {
            coefficient = coefficient.times(atom);
          }
        }
        sum = sum.plus(coefficient);
      }
    }
    return sum;
  }

  /**
   * Whether the value depends on two axes only as on {@code extent*outer + inner}, the number of a point in both.
   *
   * @param extent extent of the inner axis
   */
  static boolean joins(Index index, int outer, int inner, Index extent) {
    Index outerStep = Index.of(0);
    Index innerStep = Index.of(0);
    for (Index term : terms(index)) {
      Index coefficient = term instanceof Product product ? Index.of(product.coefficient()) : Index.of(1);
      int found = -1;
      for (Index atom : atoms(term)) {
        if (atom instanceof Axis axis && (axis.number() == outer || axis.number() == inner)) {
          if (found >= 0) {
            return false;
          }
          found = axis.number();
        } else if (joinsInside(atom, outer, inner, extent)) {
          coefficient = coefficient.times(atom);
        } else {
          return false;
        }
      }
      if (found == outer) {
        outerStep = outerStep.plus(coefficient);
      } else if (found == inner) {
        innerStep = innerStep.plus(coefficient);
      }
    }
    return outerStep.equals(innerStep.times(extent));
  }

  private static boolean joinsInside(Index atom, int outer, int inner, Index extent) {
    return switch (atom) {
      case Quotient(Index dividend, Index divisor) ->
        joins(dividend, outer, inner, extent) && joins(divisor, outer, inner, extent);
      case Remainder(Index dividend, Index divisor) ->
        joins(dividend, outer, inner, extent) && joins(divisor, outer, inner, extent);
      case Element(var value, Index size) -> joins(size, outer, inner, extent)
          && IndexesOf.expression(value).stream().allMatch(index -> joins(index, outer, inner, extent));
      default -> true;
    };
  }

  /** A bound that the value never exceeds, given the axes' extents; what is read from memory lies in its dimension. */
  static Index largest(Index index, List<Index> extents) {
    Index sum = Index.of(0);
    for (Index term : terms(index)) {
      long coefficient = term instanceof Product product ? product.coefficient() : 1;
      if (coefficient > 0 || term instanceof Constant) {
        Index bound = Index.of(coefficient);
        for (Index atom : atoms(term)) {
          bound = bound.times(switch (atom) {
            case Axis axis -> extents.get(axis.number()).minus(Index.of(1));
            case Quotient(Index dividend, Index divisor) -> new Quotient(largest(dividend, extents), divisor);
            case Remainder(Index _, Index divisor) -> divisor.minus(Index.of(1));
            case Element(var _, Index size) -> size.minus(Index.of(1));
            default -> atom;
          });
        }
        sum = sum.plus(bound);
      }
    }
    return sum;
  }
}
