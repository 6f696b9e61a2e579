package graft.compiler.jvm;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

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
          case ERF -> ErrorFunction::of;
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
          case TRUNC -> RealFunctions::truncate;
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
      case FLOOR_DIV -> RealFunctions::floorDivide;
      case REMAINDER -> RealFunctions::remainder;
      case TRUNC_DIV -> (x, y) -> truncate(x / y);
      case FMOD -> (x, y) -> x % y;
      case ATAN2 -> Math::atan2;
      case POW -> RealFunctions::power;
      case MAXIMUM -> Math::max;
      case MINIMUM -> Math::min;
      default -> throw new IllegalArgumentException(function + " of floating point numbers");
    };
  }

  /** As C's {@code pow}: 1 to any power, and -1 to an infinite one, are 1. */
  private static double power(double base, double exponent) {
    boolean isOne = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return isOne ? 1 : Math.pow(base, exponent);
  }

  private static double remainder(double dividend, double divisor) {
    double remainder = dividend % divisor;
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
  }

  /** Python's floor division: exact where the quotient is just below a whole number. */
  private static double floorDivide(double dividend, double divisor) {
    if (divisor == 0) {
      return dividend / divisor;
    }
    double rest = dividend % divisor;
    double quotient = (dividend - rest) / divisor - (rest != 0 && (rest < 0) != (divisor < 0) ? 1 : 0);
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double truncate(double value) {
    return value < 0 ? Math.ceil(value) : Math.floor(value);
  }
}
