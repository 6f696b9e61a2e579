package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Index;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.BiFunction;

/** The loads of an expression, those that compute an index included. */
final class Loads {

  private final BiFunction<Load, Bounds, Expression> replacement;

  private Loads(BiFunction<Load, Bounds, Expression> replacement) {
    this.replacement = replacement;
  }

  /** Each different load once, from left to right. */
  static SequencedSet<Load> of(Expression expression) {
    var loads = new LinkedHashSet<Load>();
    expression.forEachPart(
        part -> {
          if (part instanceof Load load) {
            loads.add(load);
          }
        },
        index -> {});
    return loads;
  }

  /**
   * The same with every load replaced, from the inside out.
   *
   * @param replacement what stands for a load where no more is known of axes than these bounds
   */
  static Expression replace(Expression expression, BiFunction<Load, Bounds, Expression> replacement) {
    return new Loads(replacement).in(expression, Bounds.NONE);
  }

  private Expression in(Expression expression, Bounds bounds) {
    return switch (expression) {
      case Load load -> replacement.apply(new Load(load.buffer(), in(load.offset(), bounds), load.type()), bounds);
      case Expression.Real real -> real;
      case Expression.Whole whole -> whole;
      case Expression.Position position ->
        new Expression.Position(in(position.index(), bounds), position.type());
      case Expression.Cast cast -> new Expression.Cast(in(cast.value(), bounds), cast.type());
      case Expression.Unary unary -> new Expression.Unary(unary.function(), in(unary.value(), bounds));
      case Expression.Binary binary ->
        new Expression.Binary(binary.function(), in(binary.left(), bounds), in(binary.right(), bounds));
      case Expression.Choice choice ->
        new Expression.Choice(
            in(choice.condition(), bounds),
            in(choice.then(), bounds.where(choice.condition(), true)),
            in(choice.otherwise(), bounds.where(choice.condition(), false)));
    };
  }

  private Index in(Index index, Bounds bounds) {
    return switch (index) {
      case Index.Constant constant -> constant;
      case Index.Symbol symbol -> symbol;
      case Index.Axis axis -> axis;
      case Index.Sum sum ->
        sum.terms().stream().map(term -> in(term, bounds)).reduce(Index.of(0), Index::plus);
      case Index.Product product ->
        product.atoms().stream().map(atom -> in(atom, bounds)).reduce(Index.of(product.coefficient()), Index::times);
      case Index.Quotient quotient ->
        new Index.Quotient(in(quotient.dividend(), bounds), in(quotient.divisor(), bounds));
      case Index.Remainder remainder ->
        new Index.Remainder(in(remainder.dividend(), bounds), in(remainder.divisor(), bounds));
      case Index.Element element -> new Index.Element(in(element.value(), bounds), element.size());
    };
  }
}
