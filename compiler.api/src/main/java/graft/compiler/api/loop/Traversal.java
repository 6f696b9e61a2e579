package graft.compiler.api.loop;

import java.util.function.Consumer;

/** Visits every part of index expressions and expressions, from the outside in and from left to right. */
final class Traversal {

  private final Consumer<Expression> expressions;
  private final Consumer<Index> indexes;

  Traversal(Consumer<Expression> expressions, Consumer<Index> indexes) {
    this.expressions = expressions;
    this.indexes = indexes;
  }

  void visit(Expression expression) {
    expressions.accept(expression);
    switch (expression) {
      case Expression.Load load -> visit(load.offset());
      case Expression.Position position -> visit(position.index());
      case Expression.Cast cast -> visit(cast.value());
      case Expression.Unary unary -> visit(unary.value());
      case Expression.Binary binary -> {
        visit(binary.left());
        visit(binary.right());
      }
      case Expression.Choice choice -> {
        visit(choice.condition());
        visit(choice.then());
        visit(choice.otherwise());
      }
      case Expression.Real _ -> {
      }
      case Expression.Whole _ -> {
      }
    }
  }

  void visit(Index index) {
    indexes.accept(index);
    switch (index) {
      case Index.Sum sum -> sum.terms().forEach(this::visit);
      case Index.Product product -> product.atoms().forEach(this::visit);
      case Index.Quotient quotient -> {
        visit(quotient.dividend());
        visit(quotient.divisor());
      }
      case Index.Remainder remainder -> {
        visit(remainder.dividend());
        visit(remainder.divisor());
      }
      case Index.Element element -> {
        visit(element.value());
        visit(element.size());
      }
      case Index.Constant _ -> {
      }
      case Index.Symbol _ -> {
      }
      case Index.Axis _ -> {
      }
    }
  }
}
