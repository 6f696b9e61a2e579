package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Bessel functions of order 0 and 1, computed in double precision by formulas of Abramowitz and Stegun, chapter 9. */
final class BesselRules {

  /** From here on the modified functions are computed by their asymptotic series (9.7.1), below by the power series (9.6.10). */
  private static final double FAR = 18;
  private static final int POWERS = 45;
  private static final int INVERSES = 20;

  /** From here on the oscillating functions are computed by their asymptotic series (9.2.5), below by their integral. */
  private static final double FAR_WAVE = 25;
  private static final int SAMPLES = 64;
  private static final int PHASES = 8;

  private BesselRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("i0", "special_i0", "special_modified_bessel_i0")) {
      function(rules, name, x -> modified(x, 0, false));
    }
    for (String name : List.of("special_i1", "special_modified_bessel_i1")) {
      function(rules, name, x -> modified(x, 1, false));
    }
    function(rules, "special_i0e", x -> modified(x, 0, true));
    function(rules, "special_i1e", x -> modified(x, 1, true));
    function(rules, "special_bessel_j0", x -> wave(x, 0));
    function(rules, "special_bessel_j1", x -> wave(x, 1));
  }

  private static void function(Map<String, Rule> rules, String name, UnaryOperator<Expression> formula) {
    Elementwise.register(
        rules, name + ".default", Kind.RESULT, x -> SpecialRules.inDouble(x.getFirst(), formula), "self");
  }

  /** I of order 0 or 1, times exp(-|x|) where it is scaled. */
  private static Expression modified(Expression x, int order, boolean isScaled) {
    Expression size = Formulas.unary(UnaryFunction.ABS, x);
    Expression square = Formulas.multiply(Formulas.multiply(x, x), 0.25);
    Expression near = constant(x, 1);
    for (int k = POWERS; k > 0; k--) {
      near = Formulas.add(
          constant(x, 1),
          Formulas.multiply(Formulas.multiply(near, square), 1.0 / ((double) k * (k + order))));
    }
    near = order == 1 ? Formulas.multiply(Formulas.multiply(near, size), 0.5) : near;
    Expression decay = Formulas.unary(UnaryFunction.EXP, Formulas.unary(UnaryFunction.NEG, size));
    Expression root = Formulas.unary(
        UnaryFunction.RSQRT, Formulas.multiply(size, 2 * Math.PI));
    Expression far = Formulas.multiply(root, asymptotic(Formulas.unary(UnaryFunction.RECIPROCAL, size), order));
    Expression value = isScaled
        ? choice(size, FAR, Formulas.multiply(near, decay), far)
        : choice(size, FAR, near, Formulas.multiply(Formulas.unary(UnaryFunction.EXP, size), far));
    return order == 1 ? Formulas.multiply(value, Formulas.sign(x)) : value;
  }

  /** Σ (-1)ᵏ (μ - 1)(μ - 9)…(μ - (2k - 1)²) / (k! (8x)ᵏ) for μ = 4 order². */
  private static Expression asymptotic(Expression inverse, int order) {
    Expression sum = constant(inverse, 1);
    for (int k = INVERSES; k > 0; k--) {
      double factor = -(4.0 * order * order - (2 * k - 1) * (2 * k - 1)) / (8.0 * k);
      sum = Formulas.add(constant(inverse, 1), Formulas.multiply(Formulas.multiply(sum, inverse), factor));
    }
    return sum;
  }

  /** J of order 0 or 1. */
  private static Expression wave(Expression x, int order) {
    Expression size = Formulas.unary(UnaryFunction.ABS, x);
    Expression near = constant(x, 0);
    for (int k = 0; k < SAMPLES; k++) {
      double sine = Math.sin(Math.PI * (k + 0.5) / SAMPLES);
      Expression turn = Formulas.multiply(size, sine);
      near = Formulas.add(
          near,
          order == 0
              ? Formulas.unary(UnaryFunction.COS, turn)
              : Formulas.multiply(Formulas.unary(UnaryFunction.SIN, turn), sine));
    }
    Expression inverse = Formulas.unary(UnaryFunction.RECIPROCAL, size);
    Expression phase = Formulas.subtract(size, constant(x, Math.PI * (0.25 + 0.5 * order)));
    Expression far = Formulas.multiply(
        Formulas.unary(UnaryFunction.SQRT, Formulas.multiply(inverse, 2 / Math.PI)),
        Formulas.subtract(
            Formulas.multiply(Formulas.unary(UnaryFunction.COS, phase), part(inverse, order, 0)),
            Formulas.multiply(Formulas.unary(UnaryFunction.SIN, phase), part(inverse, order, 1))));
    Expression value = choice(size, FAR_WAVE, Formulas.multiply(near, 1.0 / SAMPLES), far);
    return order == 1 ? Formulas.multiply(value, Formulas.sign(x)) : value;
  }

  /** Terms {@code first}, {@code first + 2} and on of the asymptotic series, with changing signs. */
  private static Expression part(Expression inverse, int order, int first) {
    Expression square = Formulas.multiply(inverse, inverse);
    Expression sum = constant(inverse, 0);
    for (int k = PHASES; k >= 0; k--) {
      int term = first + 2 * k;
      double coefficient = k % 2 == 0 ? 1 : -1;
      for (int i = 1; i <= term; i++) {
        coefficient *= (4.0 * order * order - (2 * i - 1) * (2 * i - 1)) / (8.0 * i);
      }
      sum = Formulas.add(Formulas.multiply(sum, square), constant(inverse, coefficient));
    }
    return first == 0 ? sum : Formulas.multiply(sum, inverse);
  }

  private static Expression choice(Expression size, double far, Expression near, Expression beyond) {
    return Formulas.choice(Formulas.binary(BinaryFunction.LT, size, constant(size, far)), near, beyond);
  }

  private static Expression constant(Expression like, double value) {
    return Formulas.constant(value, like.type());
  }
}
