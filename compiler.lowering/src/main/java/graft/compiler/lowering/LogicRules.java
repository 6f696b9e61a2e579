package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;

/** Comparisons, and what is made of truth values and of bits. */
final class LogicRules {

  private LogicRules() {}

  static void register(Map<String, Rule> rules) {
    comparison(rules, "eq", BinaryFunction.EQ);
    comparison(rules, "ne", BinaryFunction.NE);
    comparison(rules, "lt", BinaryFunction.LT);
    comparison(rules, "le", BinaryFunction.LE);
    comparison(rules, "gt", BinaryFunction.GT);
    comparison(rules, "ge", BinaryFunction.GE);
    operation(rules, "and", BinaryFunction.AND);
    operation(rules, "or", BinaryFunction.OR);
    operation(rules, "xor", BinaryFunction.XOR);
    Elementwise.register(rules, "logical_not.default", Kind.PROMOTED, x -> not(truth(x.getFirst())), "self");
    Elementwise.register(rules, "bitwise_not.default", Kind.RESULT, x -> not(x.getFirst()), "self");
  }

  private static void comparison(Map<String, Rule> rules, String name, BinaryFunction function) {
    for (String overload : List.of("Tensor", "Scalar")) {
      Elementwise.register(rules, name + "." + overload, Kind.PROMOTED, x -> binary(function, x), "self", "other");
    }
  }

  private static void operation(Map<String, Rule> rules, String name, BinaryFunction function) {
    Elementwise.register(
        rules,
        "logical_" + name + ".default",
        Kind.PROMOTED,
        x -> binary(function, x.stream().map(LogicRules::truth).toList()),
        "self", "other");
    for (String overload : List.of("Tensor", "Scalar", "Scalar_Tensor")) {
      Elementwise.register(
          rules, "bitwise_" + name + "." + overload, Kind.RESULT, x -> binary(function, x), "self", "other");
    }
    for (String overload : List.of("Tensor", "Scalar")) {
      Elementwise.register(
          rules, "__" + name + "__." + overload, Kind.RESULT, x -> binary(function, x), "self", "other");
    }
  }

  /** Whether a number is not zero; NaN is not. */
  private static Expression truth(Expression value) {
    return Formulas.cast(value, DataType.BOOL);
  }

  private static Expression not(Expression value) {
    return Formulas.unary(UnaryFunction.NOT, value);
  }

  private static Expression binary(BinaryFunction function, List<Expression> operands) {
    return Formulas.binary(function, operands.getFirst(), operands.get(1));
  }
}
