package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Special functions of single numbers, shifts of bits and rounding to a decimal. */
final class SpecialRules {

  /** Lanczos' approximation of the gamma function for g = 7. */
  private static final double[] LANCZOS = {
      676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
      -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7};

  /** Coefficients of the digamma function's asymptotic series in 1/x², from the second power on. */
  private static final double[] DIGAMMA =
      {-1.0 / 12, 1.0 / 120, -1.0 / 252, 1.0 / 240, -1.0 / 132, 691.0 / 32760};

  private static final int DIGAMMA_SHIFT = 10;

  /** Each makes the loop longer. */
  private static final long MOST_VARIABLES = 32;

  private SpecialRules() {}

  static void register(Map<String, Rule> rules) {
    function(rules, "lgamma", x -> inDouble(x, SpecialRules::logGamma));
    function(rules, "digamma", x -> inDouble(x, SpecialRules::digamma));
    function(rules, "erfinv", x -> inDouble(x, InverseError::of));
    function(rules, "special_ndtr", SpecialRules::normal);
    function(rules, "special_entr", SpecialRules::entropy);
    function(rules, "angle", SpecialRules::angle);
    for (String overload : List.of("default", "other_scalar", "self_scalar")) {
      rules.put(
          "aten::special_xlog1py." + overload,
          Elementwise.rule(Kind.RESULT, x -> timesLog1p(x.getFirst(), x.get(1)), "self", "other"));
    }
    for (String name : List.of("mvlgamma", "special_multigammaln")) {
      rules.put("aten::" + name + ".default", SpecialRules::logGammas);
    }
    rules.put(
        "aten::round.decimals",
        call -> Elementwise.rule(Kind.RESULT, x -> rounded(x.getFirst(), call.integer("decimals", 0)), "self")
            .lower(call));
    for (String overload : List.of("Tensor", "Tensor_Scalar", "Scalar_Tensor")) {
      shift(rules, "bitwise_left_shift." + overload, true);
      shift(rules, "bitwise_right_shift." + overload, false);
    }
    for (String overload : List.of("Tensor", "Scalar")) {
      shift(rules, "__lshift__." + overload, true);
      shift(rules, "__rshift__." + overload, false);
    }
  }

  private static void function(Map<String, Rule> rules, String name, UnaryOperator<Expression> formula) {
    Elementwise.register(rules, name + ".default", Kind.RESULT, x -> formula.apply(x.getFirst()), "self");
  }

  private static void shift(Map<String, Rule> rules, String operator, boolean isLeft) {
    rules.put(
        "aten::" + operator,
        Elementwise.rule(
            Kind.RESULT,
            x -> isLeft ? shiftedLeft(x.getFirst(), x.get(1)) : shiftedRight(x.getFirst(), x.get(1)), "self", "other"));
  }

  /** A function of a number, computed in double precision. */
  static Expression inDouble(Expression x, UnaryOperator<Expression> formula) {
    return Formulas.cast(formula.apply(Formulas.cast(x, DataType.FLOAT64)), x.type());
  }

  /** Below a half by the reflection formula; infinite at whole numbers that are not positive. */
  private static Expression logGamma(Expression x) {
    Expression one = constant(x, 1);
    Expression isReflected = less(x, constant(x, 0.5));
    Expression above = Formulas.choice(isReflected, Formulas.subtract(one, x), x);
    Expression z = Formulas.subtract(above, one);
    Expression sum = constant(x, 0.9999999999998099);
    for (int i = 0; i < LANCZOS.length; i++) {
      sum = Formulas.add(
          sum, Formulas.divide(constant(x, LANCZOS[i]), Formulas.add(z, constant(x, i + 1.0))));
    }
    Expression base = Formulas.add(z, constant(x, 7.5));
    Expression value = Formulas.add(
        Formulas.subtract(
            Formulas.multiply(Formulas.add(z, constant(x, 0.5)), log(base)), base),
        Formulas.add(log(sum), constant(x, Math.log(2 * Math.PI) / 2)));
    Expression part = Formulas.subtract(x, Formulas.unary(UnaryFunction.ROUND, x));
    Expression sine = Formulas.unary(
        UnaryFunction.ABS, Formulas.unary(UnaryFunction.SIN, Formulas.multiply(part, Math.PI)));
    Expression reflected = Formulas.subtract(log(Formulas.divide(constant(x, Math.PI), sine)), value);
    return Formulas.choice(
        Formulas.unary(UnaryFunction.ISINF, x), constant(x, Double.POSITIVE_INFINITY),
        Formulas.choice(isReflected, reflected, value));
  }

  /** The logarithm of the gamma function of several variables: of p, p (p - 1) / 4 · log π + Σ log Γ(x - i / 2). */
  private static List<TensorValue> logGammas(Call call) {
    long count = call.integer("p", 1);
    if (count < 1 || count > MOST_VARIABLES) {
      throw new UnsupportedException("a gamma function of " + count + " variables");
    }
    double start = (double) (count * (count - 1)) / 4 * Math.log(Math.PI);
    return Elementwise.rule(
        Kind.RESULT, x -> inDouble(x.getFirst(), y -> {
          Expression sum = constant(y, start);
          for (int i = 0; i < count; i++) {
            sum = Formulas.add(sum, logGamma(Formulas.subtract(y, constant(y, i / 2.0))));
          }
          return sum;
        }), "self").lower(call);
  }

  /** From ten on by the asymptotic series, below by the recurrence, for negative numbers by the reflection formula. */
  static Expression digamma(Expression x) {
    Expression zero = constant(x, 0);
    Expression isNegative = less(x, zero);
    Expression start = Formulas.choice(isNegative, Formulas.subtract(constant(x, 1), x), x);
    Expression less = zero;
    for (int i = 0; i < DIGAMMA_SHIFT; i++) {
      less = Formulas.add(less, reciprocal(Formulas.add(start, constant(x, i))));
    }
    Expression far = Formulas.add(start, constant(x, DIGAMMA_SHIFT));
    Expression inverse = reciprocal(Formulas.multiply(far, far));
    Expression series = zero;
    for (int i = DIGAMMA.length - 1; i >= 0; i--) {
      series = Formulas.multiply(Formulas.add(series, constant(x, DIGAMMA[i])), inverse);
    }
    Expression value = Formulas.subtract(
        Formulas.add(Formulas.subtract(log(far), Formulas.multiply(reciprocal(far), 0.5)), series), less);
    Expression part = Formulas.subtract(x, Formulas.unary(UnaryFunction.TRUNC, x));
    Expression turn = Formulas.divide(
        constant(x, Math.PI), Formulas.unary(UnaryFunction.TAN, Formulas.multiply(part, Math.PI)));
    Expression isPole = Formulas.binary(BinaryFunction.EQ, part, zero);
    Expression reflected = Formulas.choice(isPole, constant(x, Double.NaN), Formulas.subtract(value, turn));
    return Formulas.choice(
        Formulas.binary(BinaryFunction.EQ, x, zero), Formulas.unary(UnaryFunction.NEG, reciprocal(x)),
        Formulas.choice(isNegative, reflected, value));
  }

  /** The normal distribution: (1 + erf(x / √2)) / 2. */
  private static Expression normal(Expression x) {
    Expression error = Formulas.unary(UnaryFunction.ERF, Formulas.multiply(x, Math.sqrt(0.5)));
    return Formulas.multiply(Formulas.add(error, constant(x, 1)), 0.5);
  }

  /** -x · log x, 0 for 0 and minus infinity below; NaN stays. */
  private static Expression entropy(Expression x) {
    Expression zero = constant(x, 0);
    Expression value = Formulas.multiply(Formulas.unary(UnaryFunction.NEG, x), log(x));
    Expression ifNotPositive = Formulas.choice(
        Formulas.binary(BinaryFunction.EQ, x, zero), zero, constant(x, Double.NEGATIVE_INFINITY));
    return Formulas.choice(Formulas.binary(BinaryFunction.LE, x, zero), ifNotPositive, value);
  }

  private static Expression angle(Expression x) {
    Expression value = Formulas.choice(less(x, constant(x, 0)), constant(x, Math.PI), constant(x, 0));
    return Formulas.choice(Formulas.unary(UnaryFunction.ISNAN, x), x, value);
  }

  private static Expression timesLog1p(Expression x, Expression y) {
    Expression value = Formulas.choice(
        Formulas.binary(BinaryFunction.EQ, x, constant(x, 0)), constant(x, 0),
        Formulas.multiply(x, Formulas.unary(UnaryFunction.LOG1P, y)));
    return Formulas.choice(Formulas.unary(UnaryFunction.ISNAN, y), y, value);
  }

  private static Expression rounded(Expression x, long decimals) {
    if (!x.type().isFloatingPoint()) {
      return x;
    }
    Expression power = constant(x, Math.pow(10, (double) Math.abs(decimals)));
    return decimals < 0
        ? Formulas.multiply(Formulas.unary(UnaryFunction.ROUND, Formulas.divide(x, power)), power)
        : Formulas.divide(Formulas.unary(UnaryFunction.ROUND, Formulas.multiply(x, power)), power);
  }

  /** By more bits than there are, 0. */
  private static Expression shiftedLeft(Expression x, Expression by) {
    Expression value = Formulas.multiply(x, power(by));
    return Formulas.choice(isOutside(by, 8L * x.type().bytes()), constant(x, 0), value);
  }

  /** By more bits than there are, only the sign is left. */
  private static Expression shiftedRight(Expression x, Expression by) {
    boolean isUnsigned = x.type() == DataType.UINT8;
    Expression value = Formulas.binary(BinaryFunction.FLOOR_DIV, x, power(by));
    Expression sign = isUnsigned
        ? constant(x, 0)
        : Formulas.choice(less(x, constant(x, 0)), constant(x, -1), constant(x, 0));
    return Formulas.choice(isOutside(by, 8L * x.type().bytes() - (isUnsigned ? 0 : 1)), sign, value);
  }

  private static Expression power(Expression exponent) {
    return Formulas.binary(BinaryFunction.POW, constant(exponent, 2), exponent);
  }

  private static Expression isOutside(Expression by, long bits) {
    return Formulas.binary(
        BinaryFunction.OR, less(by, constant(by, 0)),
        Formulas.binary(BinaryFunction.GE, by, constant(by, (double) bits)));
  }

  private static Expression less(Expression x, Expression y) {
    return Formulas.binary(BinaryFunction.LT, x, y);
  }

  private static Expression log(Expression x) {
    return Formulas.unary(UnaryFunction.LOG, x);
  }

  private static Expression reciprocal(Expression x) {
    return Formulas.unary(UnaryFunction.RECIPROCAL, x);
  }

  private static Expression constant(Expression like, double value) {
    return Formulas.constant(value, like.type());
  }
}
