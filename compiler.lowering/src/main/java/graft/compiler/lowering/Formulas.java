package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Binary;
import graft.compiler.api.loop.Expression.Cast;
import graft.compiler.api.loop.Expression.Choice;
import graft.compiler.api.loop.Expression.Real;
import graft.compiler.api.loop.Expression.Unary;
import graft.compiler.api.loop.Expression.Whole;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;

/** Expressions of one element that several operators are made of. */
final class Formulas {

  private static final double SQRT_HALF = Math.sqrt(0.5);

  private Formulas() {}

  /** The type in which values of a type are computed. */
  static DataType computeType(DataType type) {
    return type.isFloatingPoint() && type.bytes() < 4 ? DataType.FLOAT32 : type;
  }

  static Expression cast(Expression value, DataType type) {
    return value.type() == type ? value : new Cast(value, type);
  }

  static Expression constant(double value, DataType type) {
    return type.isFloatingPoint() ? new Real(value, type) : new Whole((long) value, type);
  }

  static Expression unary(UnaryFunction function, Expression value) {
    return new Unary(function, value);
  }

  static Expression binary(BinaryFunction function, Expression left, Expression right) {
    return new Binary(function, left, right);
  }

  static Expression add(Expression left, Expression right) {
    return binary(BinaryFunction.ADD, left, right);
  }

  static Expression subtract(Expression left, Expression right) {
    return binary(BinaryFunction.SUB, left, right);
  }

  static Expression multiply(Expression left, Expression right) {
    return binary(BinaryFunction.MUL, left, right);
  }

  static Expression multiply(Expression left, double right) {
    return multiply(left, constant(right, left.type()));
  }

  static Expression divide(Expression left, Expression right) {
    return binary(BinaryFunction.DIV, left, right);
  }

  static Expression choice(Expression condition, Expression then, Expression otherwise) {
    return new Choice(condition, then, otherwise);
  }

  /** A function of a number; rounding leaves an integer as it is. */
  static Expression function(UnaryFunction function, Expression value) {
    boolean rounds = switch (function) {
      case CEIL, FLOOR, ROUND, TRUNC -> true;
      default -> false;
    };
    return rounds && !value.type().isFloatingPoint() ? value : unary(function, value);
  }

  /** 1, 0 or -1; 0 for NaN. */
  static Expression sign(Expression value) {
    Expression zero = constant(0, value.type());
    Expression one = constant(1, value.type());
    Expression ifNotPositive = value.type() == DataType.BOOL
        ? zero
        : choice(binary(BinaryFunction.LT, value, zero), constant(-1, value.type()), zero);
    return choice(binary(BinaryFunction.GT, value, zero), one, ifNotPositive);
  }

  /** Whether the place along an axis is at least {@code from} and less than {@code to}. */
  static Expression isWithin(Index place, Index from, Index to) {
    Expression at = position(place);
    return binary(
        BinaryFunction.AND,
        binary(BinaryFunction.GE, at, position(from)),
        binary(BinaryFunction.LT, at, position(to)));
  }

  /** An index as a value. */
  static Expression position(Index index) {
    return new Expression.Position(index, DataType.INT64);
  }

  /** x where positive or NaN, else 0. */
  static Expression relu(Expression value) {
    return binary(BinaryFunction.MAXIMUM, value, constant(0, value.type()));
  }

  static Expression silu(Expression value) {
    return multiply(value, unary(UnaryFunction.SIGMOID, value));
  }

  /** x · Φ(x), exactly or by PyTorch's approximation with the hyperbolic tangent. */
  static Expression gelu(Expression value, boolean isApproximate) {
    Expression gate;
    if (isApproximate) {
      Expression cube = multiply(multiply(value, value), value);
      Expression inner = multiply(add(value, multiply(cube, 0.044715)), Math.sqrt(2 / Math.PI));
      gate = unary(UnaryFunction.TANH, inner);
    } else {
      gate = unary(UnaryFunction.ERF, multiply(value, SQRT_HALF));
    }
    return multiply(multiply(value, 0.5), add(gate, constant(1, value.type())));
  }

  static Expression power(Expression base, double exponent) {
    if (exponent == 2) {
      return multiply(base, base);
    }
    if (exponent == 0.5 && base.type().isFloatingPoint()) {
      return unary(UnaryFunction.SQRT, base);
    }
    return binary(BinaryFunction.POW, base, constant(exponent, base.type()));
  }
}
