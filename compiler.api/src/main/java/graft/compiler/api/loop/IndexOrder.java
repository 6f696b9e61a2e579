package graft.compiler.api.loop;

import java.util.Comparator;
import java.util.List;

/** A total order of index expressions, so that sums and products have one form: by kind, then by content. */
final class IndexOrder implements Comparator<Index> {

  /** The only one that is needed. */
  static final IndexOrder INSTANCE = new IndexOrder();

  private IndexOrder() {}

  @Override
  public int compare(Index left, Index right) {
    if (left == right) {
      return 0;
    }
    int kinds = Integer.compare(kind(left), kind(right));
    if (kinds != 0) {
      return kinds;
    }
    return switch (left) {
      case Index.Constant constant -> Long.compare(constant.value(), ((Index.Constant) right).value());
      case Index.Symbol symbol -> symbol.name().compareTo(((Index.Symbol) right).name());
      case Index.Axis axis -> Integer.compare(axis.number(), ((Index.Axis) right).number());
      case Index.Quotient quotient -> {
        var other = (Index.Quotient) right;
        yield compare(
            List.of(quotient.dividend(), quotient.divisor()), List.of(other.dividend(), other.divisor()));
      }
      case Index.Remainder remainder -> {
        var other = (Index.Remainder) right;
        yield compare(
            List.of(remainder.dividend(), remainder.divisor()), List.of(other.dividend(), other.divisor()));
      }
      case Index.Sum sum -> compare(sum.terms(), ((Index.Sum) right).terms());
      case Index.Product product -> {
        var other = (Index.Product) right;
        int atoms = compare(product.atoms(), other.atoms());
        yield atoms != 0 ? atoms : Long.compare(product.coefficient(), other.coefficient());
      }
      case Index.Element element -> {
        var other = (Index.Element) right;
        int values = ExpressionOrder.INSTANCE.compare(element.value(), other.value());
        yield values != 0 ? values : compare(element.size(), other.size());
      }
    };
  }

  /** Lexicographic; of two where one begins the other, the shorter is less. */
  int compare(List<Index> left, List<Index> right) {
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      int order = compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int kind(Index index) {
    return switch (index) {
      case Index.Symbol symbol -> 0;
      case Index.Axis axis -> 1;
      case Index.Quotient quotient -> 2;
      case Index.Remainder remainder -> 3;
      case Index.Element element -> 4;
      case Index.Product product -> 5;
      case Index.Sum sum -> 6;
      case Index.Constant constant -> 7;
    };
  }
}
