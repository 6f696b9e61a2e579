package graft.compiler.jvm;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.number.Arithmetic;
import java.util.function.LongBinaryOperator;

/** Functions of integers and truth values, computed in 64 bits and wrapped to their type. */
final class WholeFunctions {

  private WholeFunctions() {}

  static Code.Whole unary(UnaryFunction function, Code.Whole value, DataType type) {
    return switch (function) {
      case ABS -> point -> Elements.wrap(type, Math.abs(value.at(point)));
      case NEG -> point -> Elements.wrap(type, -value.at(point));
      case NOT -> type == DataType.BOOL ? point -> 1 - value.at(point) : point -> Elements.wrap(type, ~value.at(point));
      case ISNAN, ISINF -> point -> 0;
      default -> throw new IllegalArgumentException(function + " of " + type);
    };
  }

  static Code.Whole binary(BinaryFunction function, Code.Whole left, Code.Whole right, DataType type) {
    LongBinaryOperator operator = operator(function);
    return type == DataType.INT64
        ? point -> operator.applyAsLong(left.at(point), right.at(point))
        : point -> Elements.wrap(type, operator.applyAsLong(left.at(point), right.at(point)));
  }

  static Code.Whole comparison(BinaryFunction function, Code.Whole left, Code.Whole right) {
    return switch (function) {
      case EQ -> point -> left.at(point) == right.at(point) ? 1 : 0;
      case NE -> point -> left.at(point) != right.at(point) ? 1 : 0;
      case LT -> point -> left.at(point) < right.at(point) ? 1 : 0;
      case LE -> point -> left.at(point) <= right.at(point) ? 1 : 0;
      case GT -> point -> left.at(point) > right.at(point) ? 1 : 0;
      case GE -> point -> left.at(point) >= right.at(point) ? 1 : 0;
      default -> throw new IllegalArgumentException(function + " is no comparison");
    };
  }

  private static LongBinaryOperator operator(BinaryFunction function) {
    return switch (function) {
      case ADD -> Long::sum;
      case SUB -> (x, y) -> x - y;
      case MUL -> (x, y) -> x * y;
      case FLOOR_DIV -> Math::floorDiv;
      case REMAINDER -> Math::floorMod;
      case TRUNC_DIV -> (x, y) -> x / y;
      case FMOD -> (x, y) -> x % y;
      case POW -> Arithmetic::power;
      case MAXIMUM -> Math::max;
      case MINIMUM -> Math::min;
      case AND -> (x, y) -> x & y;
      case OR -> (x, y) -> x | y;
      case XOR -> (x, y) -> x ^ y;
      default -> throw new IllegalArgumentException(function + " of integers");
    };
  }
}
