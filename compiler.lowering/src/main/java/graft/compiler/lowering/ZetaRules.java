package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;

/** Hurwitz's zeta function and what follows from it, and the normal distribution's logarithm and inverse. */
final class ZetaRules {

  /** Bernoulli's numbers over factorials, B₂ / 2! and on. */
  private static final double[] BERNOULLI = {
      1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160, -691.0 / 1307674368000.0,
      1.0 / 74724249600.0};

  /** Larger factorials are infinite. */
  private static final long LAST_FACTORIAL = 170;

  /** How many terms are added before the rest is an integral. */
  private static final int TERMS = 12;

  /** Below this the normal distribution's tail is a continued fraction. */
  private static final double TAIL = -5;
  private static final int FRACTIONS = 40;

  private ZetaRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("default", "other_scalar", "self_scalar")) {
      rules.put(
          "aten::special_zeta." + overload,
          Elementwise.rule(Kind.RESULT, x -> zetaOfAny(x.getFirst(), x.get(1)), "self", "other"));
    }
    for (String name : List.of("polygamma", "special_polygamma")) {
      rules.put("aten::" + name + ".default", ZetaRules::polygamma);
    }
    Elementwise.register(
        rules, "special_log_ndtr.default", Kind.RESULT,
        x -> SpecialRules.inDouble(x.getFirst(), ZetaRules::logNormal), "self");
    Elementwise.register(
        rules, "special_erfcx.default", Kind.RESULT,
        x -> SpecialRules.inDouble(x.getFirst(), ZetaRules::scaledError), "self");
    Elementwise.register(
        rules, "special_ndtri.default", Kind.RESULT,
        x -> SpecialRules.inDouble(x.getFirst(), ZetaRules::inverseNormal), "self");
  }

  private static Expression zetaOfAny(Expression s, Expression q) {
    DataType type = s.type();
    return Formulas.cast(
        zeta(Formulas.cast(s, DataType.FLOAT64), Formulas.cast(q, DataType.FLOAT64)), type);
  }

  /** Σ 1/(q + k)ˢ by Euler and Maclaurin: the first terms, and the rest as an integral with corrections. */
  private static Expression zeta(Expression s, Expression q) {
    Expression one = constant(1);
    Expression sum = constant(0);
    Expression exponent = Formulas.unary(UnaryFunction.NEG, s);
    for (int k = 0; k < TERMS; k++) {
      sum = Formulas.add(sum, power(Formulas.add(q, constant(k)), exponent));
    }
    Expression w = Formulas.add(q, constant(TERMS));
    Expression square = Formulas.unary(UnaryFunction.RECIPROCAL, Formulas.multiply(w, w));
    Expression corrections = constant(0);
    for (int j = BERNOULLI.length - 1; j >= 0; j--) {
      Expression next = j == BERNOULLI.length - 1
          ? constant(0)
          : Formulas.multiply(
              Formulas.multiply(corrections, square),
              Formulas.multiply(Formulas.add(s, constant(2 * j + 1)), Formulas.add(s, constant(2 * j + 2))));
      corrections = Formulas.add(constant(BERNOULLI[j]), next);
    }
    Expression integral = Formulas.divide(w, Formulas.subtract(s, one));
    Expression correction = Formulas.multiply(Formulas.divide(s, w), corrections);
    Expression rest = Formulas.multiply(
        power(w, exponent), Formulas.add(Formulas.add(integral, constant(0.5)), correction));
    Expression value = Formulas.add(sum, rest);
    Expression isPole = Formulas.binary(
        BinaryFunction.AND, Formulas.binary(BinaryFunction.LE, q, constant(0)),
        Formulas.binary(BinaryFunction.EQ, q, Formulas.unary(UnaryFunction.FLOOR, q)));
    Expression infinity = constant(Double.POSITIVE_INFINITY);
    Expression atOne = Formulas.choice(Formulas.binary(BinaryFunction.EQ, s, one), infinity, value);
    Expression below = Formulas.choice(Formulas.binary(BinaryFunction.LT, s, one), constant(Double.NaN), atOne);
    return Formulas.choice(isPole, infinity, below);
  }

  /** Derivative n of the digamma function: (-1)ⁿ⁺¹ n! ζ(n + 1, x). */
  private static List<TensorValue> polygamma(Call call) {
    long order = call.integer("n", 0);
    if (order < 0 || order > LAST_FACTORIAL) {
      throw new UnsupportedException("derivative " + order);
    }
    if (order == 0) {
      return Elementwise
          .rule(Kind.RESULT, x -> SpecialRules.inDouble(x.getFirst(), SpecialRules::digamma), "self").lower(call);
    }
    double factorial = order % 2 == 1 ? 1 : -1;
    for (long i = 2; i <= order; i++) {
      factorial *= (double) i;
    }
    double factor = factorial;
    return Elementwise.rule(
        Kind.RESULT, x -> SpecialRules.inDouble(
            x.getFirst(), y -> Formulas.multiply(zeta(constant((double) order + 1), y), factor)),
        "self").lower(call);
  }

  /** x + 1 / (x + 2 / (x + …)), by which the density of the normal distribution is divided to give what lies beyond x. */
  private static Expression fraction(Expression x) {
    Expression fraction = x;
    for (int i = FRACTIONS; i > 0; i--) {
      fraction = Formulas.add(x, Formulas.divide(constant(i), fraction));
    }
    return fraction;
  }

  /** exp(x²) (1 - erf x); far above 0 by the continued fraction. */
  private static Expression scaledError(Expression x) {
    Expression scale = Formulas.unary(UnaryFunction.EXP, Formulas.multiply(x, x));
    Expression near = Formulas.multiply(
        scale, Formulas.subtract(constant(1), Formulas.unary(UnaryFunction.ERF, x)));
    Expression far = Formulas.divide(
        constant(Math.sqrt(2 / Math.PI)), fraction(Formulas.multiply(x, Math.sqrt(2))));
    return Formulas.choice(
        Formulas.binary(BinaryFunction.LT, Formulas.multiply(x, Math.sqrt(2)), constant(-TAIL)), near, far);
  }

  /** log Φ(x); far below 0 Φ is φ(x) over a continued fraction (Abramowitz and Stegun, 26.2.14). */
  private static Expression logNormal(Expression x) {
    Expression fraction = fraction(Formulas.unary(UnaryFunction.NEG, x));
    Expression density = Formulas.subtract(
        Formulas.multiply(Formulas.multiply(x, x), -0.5), constant(Math.log(2 * Math.PI) / 2));
    Expression tail = Formulas.subtract(density, Formulas.unary(UnaryFunction.LOG, fraction));
    Expression scaled = Formulas.multiply(x, Math.sqrt(0.5));
    Expression error = Formulas.unary(UnaryFunction.ERF, scaled);
    Expression above = Formulas.unary(
        UnaryFunction.LOG1P, Formulas.multiply(Formulas.subtract(constant(1), error), -0.5));
    return Formulas.choice(Formulas.binary(BinaryFunction.LT, x, constant(TAIL)), tail, above);
  }

  /** √2 erf⁻¹(2p - 1). */
  private static Expression inverseNormal(Expression p) {
    return Formulas.multiply(
        InverseError.of(Formulas.subtract(Formulas.multiply(p, 2), constant(1))), Math.sqrt(2));
  }

  private static Expression power(Expression base, Expression exponent) {
    return Formulas.binary(BinaryFunction.POW, base, exponent);
  }

  private static Expression constant(double value) {
    return Formulas.constant(value, DataType.FLOAT64);
  }
}
