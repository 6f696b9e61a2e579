package graft.compiler.core.fuse;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Between what numbers axes are, where a value is computed only on a condition: in {@code i < 8 ? a : b}, {@code i} is below 8 in
 * {@code a} and from 8 on in {@code b}.
 *
 * @param ranges of the axes of which more is known than their extents
 */
record Bounds(Map<Integer, Range> ranges) {

  /** Nothing is known. */
  static final Bounds NONE = new Bounds(Map.of());

  private static final long ANY = Long.MAX_VALUE;

  Bounds {
    ranges = Map.copyOf(ranges);
  }

  /** From {@code from} up to before {@code to}. */
  record Range(long from, long to) {

    Range and(Range other) {
      return new Range(Math.max(from, other.from), Math.min(to, other.to));
    }
  }

  /** What is known where, besides, a condition is true, or is not. */
  Bounds where(Expression condition, boolean isTrue) {
    return switch (condition) {
      case Expression.Unary(UnaryFunction function, Expression value) when function == UnaryFunction.NOT ->
        where(value, !isTrue);
      case Expression.Binary(BinaryFunction function, Expression left, Expression right) when function == (isTrue
          ? BinaryFunction.AND
          : BinaryFunction.OR) ->
        where(left, isTrue).where(right, isTrue);
      case Expression.Binary comparison -> compare(comparison, isTrue);
      default -> this;
    };
  }

  private Bounds compare(Expression.Binary comparison, boolean isTrue) {
    Optional<Linear> position = position(comparison.left());
    OptionalLong limit = number(comparison.right());
    if (position.isEmpty() || limit.isEmpty()) {
      return this;
    }
    long distance = ((Index.Constant) position.get().rest()).value();
    long number = limit.getAsLong() - distance;
    Range below = new Range(0, number);
    Range from = new Range(number, ANY);
    Range known = switch (comparison.function()) {
      case LT -> isTrue ? below : from;
      case GE -> isTrue ? from : below;
      case LE -> isTrue ? new Range(0, number + 1) : new Range(number + 1, ANY);
      case GT -> isTrue ? new Range(number + 1, ANY) : new Range(0, number + 1);
      default -> new Range(0, ANY);
    };
    var all = new TreeMap<>(ranges);
    all.merge(position.get().coefficients().firstKey(), known, Range::and);
    return new Bounds(all);
  }

  /** An axis, and a number added to it. */
  private static Optional<Linear> position(Expression expression) {
    return expression instanceof Expression.Position position
        ? Optional.of(Linear.of(position.index()))
            .filter(
                linear -> linear.rest() instanceof Index.Constant && linear.coefficients().size() == 1
                    && linear.coefficients().firstEntry().getValue().isConstant(1))
        : Optional.empty();
  }

  private static OptionalLong number(Expression expression) {
    return switch (expression) {
      case Expression.Whole whole -> OptionalLong.of(whole.value());
      case Expression.Position(Index index, var _) when index instanceof Index.Constant constant ->
        OptionalLong.of(constant.value());
      default -> OptionalLong.empty();
    };
  }

  /** Where an axis starts. */
  long from(int axis) {
    Range range = ranges.get(axis);
    return range == null ? 0 : range.from();
  }

  /** How far axes go when they are counted from where they start. */
  List<Index> extents(List<Index> extents) {
    var bounded = new ArrayList<>(extents);
    ranges.forEach((axis, range) -> {
      if (extents.get(axis) instanceof Index.Constant extent) {
        bounded.set(axis, Index.of(Math.max(0, Math.min(extent.value(), range.to()) - range.from())));
      } else if (range.to() != ANY) {
        bounded.set(axis, Index.of(Math.max(0, range.to() - range.from())));
      }
    });
    return bounded;
  }
}
