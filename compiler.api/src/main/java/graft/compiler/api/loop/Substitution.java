package graft.compiler.api.loop;

import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.Index.Element;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Quotient;
import graft.compiler.api.loop.Index.Remainder;
import graft.compiler.api.loop.Index.Sum;
import graft.compiler.api.loop.Index.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Replaces the axes of index expressions and of the expressions inside them. */
final class Substitution {

  private Substitution() {}

  static Index apply(Index index, Function<Axis, Index> axes, List<Index> extents) {
    return switch (index) {
      case Constant constant -> constant;
      case Symbol symbol -> symbol;
      case Axis axis -> axes.apply(axis);
      case Sum sum -> {
        List<Index> terms = all(sum.terms(), axes, extents);
        yield terms == sum.terms() ? sum : Polynomial.sum(terms).toIndex();
      }
      case Product product -> {
        List<Index> atoms = all(product.atoms(), axes, extents);
        if (atoms == product.atoms()) {
          yield product;
        }
        Index result = Index.of(product.coefficient());
        for (Index atom : atoms) {
          result = result.times(atom);
        }
        yield result;
      }
      case Quotient(Index dividend, Index divisor) ->
        apply(dividend, axes, extents).quotient(apply(divisor, axes, extents), extents);
      case Remainder(Index dividend, Index divisor) ->
        apply(dividend, axes, extents).remainder(apply(divisor, axes, extents), extents);
      case Element(Expression value, Index size) ->
        new Element(apply(value, axes, extents), apply(size, axes, extents));
    };
  }

  /** The list itself where nothing changes. */
  private static List<Index> all(List<Index> indexes, Function<Axis, Index> axes, List<Index> extents) {
    List<Index> result = new ArrayList<>(indexes.size());
    boolean isSame = true;
    for (Index index : indexes) {
      Index replaced = apply(index, axes, extents);
      isSame &= replaced.equals(index);
      result.add(replaced);
    }
    return isSame ? indexes : result;
  }

  static Expression apply(Expression expression, Function<Axis, Index> axes, List<Index> extents) {
    return switch (expression) {
      case Expression.Load load -> new Expression.Load(load.buffer(), apply(load.offset(), axes, extents), load.type());
      case Expression.Real real -> real;
      case Expression.Whole whole -> whole;
      case Expression.Position position ->
        new Expression.Position(apply(position.index(), axes, extents), position.type());
      case Expression.Cast cast -> new Expression.Cast(apply(cast.value(), axes, extents), cast.type());
      case Expression.Unary unary -> new Expression.Unary(unary.function(), apply(unary.value(), axes, extents));
      case Expression.Binary binary ->
        new Expression.Binary(binary.function(), apply(binary.left(), axes, extents),
            apply(binary.right(), axes, extents));
      case Expression.Choice choice ->
        new Expression.Choice(
            apply(choice.condition(), axes, extents), apply(choice.then(), axes, extents),
            apply(choice.otherwise(), axes, extents));
    };
  }
}
