package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;

/**
 * The inverse of the error function: a rational approximation, better by two of Newton's steps, as PyTorch computes it
 * ({@code calc_erfinv} in {@code aten/src/ATen/native/Math.h}).
 */
final class InverseError {

  private static final double[] CENTRE = {-0.140543331, 0.914624893, -1.645349621, 0.886226899};
  private static final double[] CENTRE_DIVISOR = {0.012229801, -0.329097515, 1.442710462, -2.118377725, 1};
  private static final double[] TAIL = {1.641345311, 3.429567803, -1.624906493, -1.970840454};
  private static final double[] TAIL_DIVISOR = {1.637067800, 3.543889200, 1};

  /** Where the centre ends. */
  private static final double EDGE = 0.7;

  private InverseError() {}

  /** Infinite at 1 and -1, NaN beyond. */
  static Expression of(Expression y) {
    Expression size = Formulas.unary(UnaryFunction.ABS, y);
    Expression square = Formulas.multiply(y, y);
    Expression centre = Formulas.multiply(y, ratio(square, CENTRE, CENTRE_DIVISOR));
    Expression half = Formulas.multiply(Formulas.subtract(constant(y, 1), size), 0.5);
    Expression z = Formulas.unary(
        UnaryFunction.SQRT, Formulas.unary(UnaryFunction.NEG, Formulas.unary(UnaryFunction.LOG, half)));
    Expression tail = Formulas.multiply(Formulas.sign(y), ratio(z, TAIL, TAIL_DIVISOR));
    Expression x = Formulas.choice(
        Formulas.binary(BinaryFunction.LE, size, constant(y, EDGE)), centre, tail);
    for (int i = 0; i < 2; i++) {
      Expression error = Formulas.subtract(Formulas.unary(UnaryFunction.ERF, x), y);
      Expression slope = Formulas.multiply(
          Formulas.unary(UnaryFunction.EXP, Formulas.unary(UnaryFunction.NEG, Formulas.multiply(x, x))),
          2 / Math.sqrt(Math.PI));
      x = Formulas.subtract(x, Formulas.divide(error, slope));
    }
    Expression end = Formulas.multiply(y, Double.POSITIVE_INFINITY);
    return Formulas.choice(Formulas.binary(BinaryFunction.EQ, size, constant(y, 1)), end, x);
  }

  private static Expression ratio(Expression x, double[] dividend, double[] divisor) {
    return Formulas.divide(polynomial(x, dividend), polynomial(x, divisor));
  }

  /** By Horner's rule, the coefficient of the highest power first. */
  private static Expression polynomial(Expression x, double[] coefficients) {
    Expression value = constant(x, coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      value = Formulas.add(Formulas.multiply(value, x), constant(x, coefficients[i]));
    }
    return value;
  }

  private static Expression constant(Expression like, double value) {
    return Formulas.constant(value, like.type());
  }
}
