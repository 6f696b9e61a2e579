package graft.compiler.api.loop;

import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.Index.Element;
import graft.compiler.api.loop.Index.Product;
import graft.compiler.api.loop.Index.Quotient;
import graft.compiler.api.loop.Index.Remainder;
import graft.compiler.api.loop.Index.Sum;
import graft.compiler.api.loop.Index.Symbol;
import java.util.stream.Collectors;

/** Index expressions for people. */
final class Notation {

  private Notation() {}

  static String of(Index index) {
    return switch (index) {
      case Constant constant -> Long.toString(constant.value());
      case Symbol symbol -> symbol.name();
      case Axis axis -> "i" + axis.number();
      case Sum sum -> sum.terms().stream().map(Notation::of).collect(Collectors.joining(" + "));
      case Product product -> {
        String atoms = product.atoms().stream().map(Notation::factor).collect(Collectors.joining("*"));
        yield product.coefficient() == 1 ? atoms : product.coefficient() + "*" + atoms;
      }
      case Quotient(Index dividend, Index divisor) -> "(" + factor(dividend) + "//" + factor(divisor) + ")";
      case Remainder(Index dividend, Index divisor) -> "(" + factor(dividend) + "%" + factor(divisor) + ")";
      case Element element -> "element[" + element.size().text() + "]";
    };
  }

  private static String factor(Index index) {
    return index instanceof Sum ? "(" + of(index) + ")" : of(index);
  }
}
