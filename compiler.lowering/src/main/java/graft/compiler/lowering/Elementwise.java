package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.model.Argument;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Operators that compute each element of their result from the elements of their operands at the same place, broadcast.
 * Operands are promoted to one type; half precisions are computed in {@code float32}.
 */
final class Elementwise {

  private Elementwise() {}

  /** In which type an operator computes. */
  enum Kind {
    /** In the operands' promoted type. */
    PROMOTED,
    /** In the result's type, which is floating point where the operands are integers. */
    RESULT
  }

  /** Registers an operator ({@code name.overload}), and the one in place. */
  static void register(
      Map<String, Rule> rules,
      String operator,
      Kind kind,
      Function<List<Expression>, Expression> formula,
      String... operands) {
    int dot = operator.indexOf('.');
    rules.put("aten::" + operator, rule(kind, formula, operands));
    rules.put(
        "aten::" + operator.substring(0, dot) + "_" + operator.substring(dot), inPlace(kind, formula, operands));
  }

  /** A rule for an operator with these operands. */
  static Rule rule(Kind kind, Function<List<Expression>, Expression> formula, String... operands) {
    return call -> List.of(compute(call, kind, formula, operands));
  }

  /** A rule for the operator in place: the first operand gets the result. */
  static Rule inPlace(Kind kind, Function<List<Expression>, Expression> formula, String... operands) {
    return call -> {
      TensorValue target = call.tensor(operands[0]);
      Expression value = value(call, kind, formula, target.sizes(), target.type(), operands);
      call.nodes().assign(target, value);
      return List.of(target);
    };
  }

  private static TensorValue compute(
      Call call, Kind kind, Function<List<Expression>, Expression> formula, String... operands) {
    List<Index> sizes = call.outputSizes();
    Expression value = value(call, kind, formula, sizes, call.output().type(), operands);
    return call.nodes().compute(call.output().device(), sizes, value);
  }

  private static Expression value(
      Call call,
      Kind kind,
      Function<List<Expression>, Expression> formula,
      List<Index> sizes,
      DataType result,
      String... operands) {
    var arguments = new ArrayList<Argument>();
    for (String operand : operands) {
      arguments.add(call.required(operand));
    }
    DataType type = kind == Kind.RESULT ? result : promoted(call, arguments);
    DataType compute = Formulas.computeType(type);
    var values = new ArrayList<Expression>();
    for (Argument argument : arguments) {
      values.add(operand(call, argument, sizes, compute));
    }
    return Formulas.cast(formula.apply(values), result);
  }

  /** An element of an operand, converted. */
  static Expression operand(Call call, Argument argument, List<Index> sizes, DataType type) {
    return switch (argument) {
      case Argument.Tensor tensor -> Formulas.cast(call.nodes().load(call.tensor(tensor), sizes), type);
      case Argument.Int number ->
        type.isFloatingPoint()
            ? Formulas.constant((double) number.value(), type)
            : new Expression.Whole(number.value(), type);
      case Argument.Real number -> Formulas.constant(number.value(), type);
      case Argument.Bool truth -> Formulas.constant(truth.value() ? 1 : 0, type);
      case Argument.Symbol symbol ->
        Formulas.cast(new Expression.Position(call.index(symbol), DataType.INT64), type);
      default -> throw new UnsupportedException(argument + " as an operand");
    };
  }

  private static DataType promoted(Call call, List<Argument> arguments) {
    var operands = new ArrayList<Promotion.Operand>();
    for (Argument argument : arguments) {
      operands.add(
          switch (argument) {
            case Argument.Tensor tensor -> {
              TensorValue value = call.tensor(tensor);
              yield new Promotion.Operand(
                  value.type(), value.rank() > 0 ? Promotion.Rank.TENSOR : Promotion.Rank.ZERO_DIMENSIONAL);
            }
            case Argument.Real number -> number(DataType.FLOAT32);
            case Argument.Bool truth -> number(DataType.BOOL);
            default -> number(DataType.INT64);
          });
    }
    return Promotion.of(operands);
  }

  private static Promotion.Operand number(DataType type) {
    return new Promotion.Operand(type, Promotion.Rank.NUMBER);
  }
}
