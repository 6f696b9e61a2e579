package graft.compiler.jvm;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.jvm.number.Arithmetic;
import graft.compiler.jvm.number.Logarithms;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;

/** Functions of floating point numbers, computed in double precision and rounded to their type. */
final class RealFunctions {

  private RealFunctions() {}

  static Code.Real unary(UnaryFunction function, Code.Real value, DataType type) {
    DoubleUnaryOperator operator =
        switch (function) {
          case ABS -> Math::abs;
          case ACOS -> Math::acos;
          case ACOSH -> Logarithms::acosh;
          case ASIN -> Math::asin;
          case ASINH -> Logarithms::asinh;
          case ATAN -> Math::atan;
          case ATANH -> Logarithms::atanh;
          case CEIL -> Math::ceil;
          case COS -> Math::cos;
          case COSH -> Math::cosh;
          case ERF -> Erf::value;
          case EXP -> Math::exp;
          case EXPM1 -> Math::expm1;
          case FLOOR -> Math::floor;
          case LOG -> Math::log;
          case LOG10 -> Math::log10;
          case LOG1P -> Math::log1p;
          case LOG2 -> Logarithms::base2;
          case NEG -> x -> -x;
          case RECIPROCAL -> x -> 1 / x;
          case ROUND -> Math::rint;
          case RSQRT -> x -> 1 / Math.sqrt(x);
          case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
          case SIN -> Math::sin;
          case SINH -> Math::sinh;
          case SQRT -> Math::sqrt;
          case TAN -> Math::tan;
          case TANH -> Math::tanh;
          case TRUNC -> Arithmetic::truncate;
          case NOT, ISNAN, ISINF -> throw new IllegalArgumentException(function + " of " + type);
        };
    return type == DataType.FLOAT32
        ? point -> (float) operator.applyAsDouble(value.at(point))
        : point -> Elements.round(type, operator.applyAsDouble(value.at(point)));
  }

  static Code.Real binary(BinaryFunction function, Code.Real left, Code.Real right, DataType type) {
    DoubleBinaryOperator operator = operator(function);
    return type == DataType.FLOAT32
        ? point -> (float) operator.applyAsDouble(left.at(point), right.at(point))
        : point -> Elements.round(type, operator.applyAsDouble(left.at(point), right.at(point)));
  }

  static Code.Whole comparison(BinaryFunction function, Code.Real left, Code.Real right) {
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

  private static DoubleBinaryOperator operator(BinaryFunction function) {
    return switch (function) {
      case ADD -> Double::sum;
      case SUB -> (x, y) -> x - y;
      case MUL -> (x, y) -> x * y;
      case DIV -> (x, y) -> x / y;
      case FLOOR_DIV -> Arithmetic::floorDivide;
      case REMAINDER -> Arithmetic::remainder;
      case TRUNC_DIV -> (x, y) -> Arithmetic.truncate(x / y);
      case FMOD -> (x, y) -> x % y;
      case ATAN2 -> Math::atan2;
      case POW -> Arithmetic::power;
      case MAXIMUM -> Math::max;
      case MINIMUM -> Math::min;
      default -> throw new IllegalArgumentException(function + " of floating point numbers");
    };
  }
}
