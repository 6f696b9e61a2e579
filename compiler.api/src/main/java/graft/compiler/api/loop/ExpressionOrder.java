package graft.compiler.api.loop;

import java.util.Comparator;

/** A total order of expressions, so that the indexes that they compute have one form: by kind, then by content. */
final class ExpressionOrder implements Comparator<Expression> {

  /** The only one that is needed. */
  static final ExpressionOrder INSTANCE = new ExpressionOrder();

  private ExpressionOrder() {}

  @Override
  public int compare(Expression left, Expression right) {
    int kinds = Integer.compare(kind(left), kind(right));
    int types = kinds != 0 ? kinds : left.type().compareTo(right.type());
    if (types != 0) {
      return types;
    }
    return switch (left) {
      case Expression.Load load -> {
        var other = (Expression.Load) right;
        int buffers = load.buffer().compareTo(other.buffer());
        yield buffers != 0 ? buffers : IndexOrder.INSTANCE.compare(load.offset(), other.offset());
      }
      case Expression.Real real -> Double.compare(real.value(), ((Expression.Real) right).value());
      case Expression.Whole whole -> Long.compare(whole.value(), ((Expression.Whole) right).value());
      case Expression.Position position ->
        IndexOrder.INSTANCE.compare(position.index(), ((Expression.Position) right).index());
      case Expression.Cast cast -> compare(cast.value(), ((Expression.Cast) right).value());
      case Expression.Unary unary -> {
        var other = (Expression.Unary) right;
        int functions = unary.function().compareTo(other.function());
        yield functions != 0 ? functions : compare(unary.value(), other.value());
      }
      case Expression.Binary binary -> {
        var other = (Expression.Binary) right;
        int functions = binary.function().compareTo(other.function());
        int lefts = functions != 0 ? functions : compare(binary.left(), other.left());
        yield lefts != 0 ? lefts : compare(binary.right(), other.right());
      }
      case Expression.Choice choice -> {
        var other = (Expression.Choice) right;
        int conditions = compare(choice.condition(), other.condition());
        int first = conditions != 0 ? conditions : compare(choice.then(), other.then());
        yield first != 0 ? first : compare(choice.otherwise(), other.otherwise());
      }
    };
  }

  private static int kind(Expression expression) {
    return switch (expression) {
      case Expression.Load load -> 0;
      case Expression.Real real -> 1;
      case Expression.Whole whole -> 2;
      case Expression.Position position -> 3;
      case Expression.Cast cast -> 4;
      case Expression.Unary unary -> 5;
      case Expression.Binary binary -> 6;
      case Expression.Choice choice -> 7;
    };
  }
}
