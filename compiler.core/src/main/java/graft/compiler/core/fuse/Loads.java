package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Index;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.Function;

/** The loads of an expression, those that compute an index included. */
final class Loads {

  private final Function<Load, Expression> replacement;

  private Loads(Function<Load, Expression> replacement) {
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

  /** The same with every load replaced, from the inside out. */
  static Expression replace(Expression expression, Function<Load, Expression> replacement) {
    return new Loads(replacement).in(expression);
  }

  private Expression in(Expression expression) {
    return switch (expression) {
      case Load load -> replacement.apply(new Load(load.buffer(), in(load.offset()), load.type()));
      case Expression.Real real -> real;
      case Expression.Whole whole -> whole;
      case Expression.Position position -> new Expression.Position(in(position.index()), position.type());
      case Expression.Cast cast -> new Expression.Cast(in(cast.value()), cast.type());
      case Expression.Unary unary -> new Expression.Unary(unary.function(), in(unary.value()));
      case Expression.Binary binary ->
        new Expression.Binary(binary.function(), in(binary.left()), in(binary.right()));
      case Expression.Choice choice ->
        new Expression.Choice(in(choice.condition()), in(choice.then()), in(choice.otherwise()));
    };
  }

  private Index in(Index index) {
    return switch (index) {
      case Index.Constant constant -> constant;
      case Index.Symbol symbol -> symbol;
      case Index.Axis axis -> axis;
      case Index.Sum sum -> sum.terms().stream().map(this::in).reduce(Index.of(0), Index::plus);
      case Index.Product product ->
        product.atoms().stream().map(this::in).reduce(Index.of(product.coefficient()), Index::times);
      case Index.Quotient quotient -> new Index.Quotient(in(quotient.dividend()), in(quotient.divisor()));
      case Index.Remainder remainder -> new Index.Remainder(in(remainder.dividend()), in(remainder.divisor()));
      case Index.Element element -> new Index.Element(in(element.value()), element.size());
    };
  }
}
