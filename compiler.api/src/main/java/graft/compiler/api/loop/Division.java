package graft.compiler.api.loop;

import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.Index.Element;
import graft.compiler.api.loop.Index.Quotient;
import graft.compiler.api.loop.Index.Remainder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Division of an {@link Index} that takes out what the divisor divides: {@code (16*a + b) // 16} is {@code a + b//16}, and
 * {@code b//16} is 0 where {@code b} stays below 16.
 */
record Division(Index quotient, Index remainder) {

  static Division of(Index dividend, Index divisor, List<Index> extents) {
    if (divisor.isConstant(1)) {
      return new Division(dividend, Index.of(0));
    }
    Index whole = Index.of(0);
    Index rest = Index.of(0);
    for (Map.Entry<List<Index>, Long> term : Polynomial.of(dividend).terms().entrySet()) {
      Index divided = divide(term.getKey(), term.getValue(), divisor);
      if (divided != null) {
        whole = whole.plus(divided);
      } else {
        rest = rest.plus(Polynomial.term(term.getKey(), term.getValue()));
      }
    }
    if (rest instanceof Constant number && divisor instanceof Constant by) {
      return new Division(
          whole.plus(Index.of(Math.floorDiv(number.value(), by.value()))),
          Index.of(Math.floorMod(number.value(), by.value())));
    }
    if (isBelow(rest, divisor, extents)) {
      return new Division(whole, rest);
    }
    return new Division(whole.plus(new Quotient(rest, divisor)), new Remainder(rest, divisor));
  }

  private static @Nullable Index divide(List<Index> atoms, long coefficient, Index divisor) {
    Map<List<Index>, Long> by = Polynomial.of(divisor).terms();
    if (by.size() != 1) {
      return null;
    }
    Map.Entry<List<Index>, Long> only = by.entrySet().iterator().next();
    var left = new ArrayList<Index>(atoms);
    for (Index atom : only.getKey()) {
      if (!left.remove(atom)) {
        return null;
      }
    }
    return coefficient % only.getValue() == 0 ? Polynomial.term(List.copyOf(left), coefficient / only.getValue())
        : null;
  }

  /** Whether the value is surely at least 0 and less than the divisor. */
  private static boolean isBelow(Index value, Index divisor, List<Index> extents) {
    if (value.isConstant(0)) {
      return true;
    }
    if (value instanceof Axis axis && axis.number() < extents.size() && extents.get(axis.number()).equals(divisor)) {
      return true;
    }
    if (value instanceof Element element && element.size().equals(divisor)) {
      return true;
    }
    OptionalLong largest = largest(value, extents);
    return divisor instanceof Constant by && largest.isPresent() && largest.getAsLong() < by.value();
  }

  /** The largest value of a sum of axes, elements and remainders with constant extents and coefficients that are not negative. */
  private static OptionalLong largest(Index value, List<Index> extents) {
    long sum = 0;
    for (Map.Entry<List<Index>, Long> term : Polynomial.of(value).terms().entrySet()) {
      if (term.getValue() < 0) {
        return OptionalLong.empty();
      }
      long product = term.getValue();
      for (Index atom : term.getKey()) {
        if (atom instanceof Axis axis
            && axis.number() < extents.size()
            && extents.get(axis.number()) instanceof Constant extent) {
          product = Math.multiplyExact(product, Math.max(extent.value() - 1, 0));
        } else if (atom instanceof Element element && element.size() instanceof Constant size) {
          product = Math.multiplyExact(product, Math.max(size.value() - 1, 0));
        } else if (atom instanceof Remainder remainder && remainder.divisor() instanceof Constant by) {
          product = Math.multiplyExact(product, by.value() - 1);
        } else {
          return OptionalLong.empty();
        }
      }
      sum = Math.addExact(sum, product);
    }
    return OptionalLong.of(sum);
  }
}
