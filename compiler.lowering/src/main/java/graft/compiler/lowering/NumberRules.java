package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Functions of numbers that PyTorch composes of simpler ones, each also in place where PyTorch has that. */
final class NumberRules {

  private final Map<String, Rule> rules;

  private NumberRules(Map<String, Rule> rules) {
    this.rules = rules;
  }

  static void register(Map<String, Rule> rules) {
    var table = new NumberRules(rules);
    table.functions();
    table.tests();
    table.pairs();
    table.parameterized();
  }

  private void functions() {
    function("conj_physical", x -> x);
    function("sgn", Formulas::sign);
    function("exp2", x -> Formulas.binary(BinaryFunction.POW, constant(x, 2), x));
    function(
        "erfc",
        x -> Formulas.subtract(constant(x, 1), Formulas.unary(UnaryFunction.ERF, x)));
    function("frac", x -> Formulas.subtract(x, Formulas.function(UnaryFunction.TRUNC, x)));
    function("deg2rad", x -> Formulas.multiply(x, Math.PI / 180));
    function("rad2deg", x -> Formulas.multiply(x, 180 / Math.PI));
    function("sinc", x -> {
      Expression angle = Formulas.multiply(x, Math.PI);
      Expression value = Formulas.divide(Formulas.unary(UnaryFunction.SIN, angle), angle);
      return Formulas.choice(isZero(x), constant(x, 1), value);
    });
  }

  private void tests() {
    test("isfinite", x -> {
      Expression differs = Formulas.binary(
          BinaryFunction.OR, Formulas.unary(UnaryFunction.ISNAN, x), Formulas.unary(UnaryFunction.ISINF, x));
      return Formulas.unary(UnaryFunction.NOT, differs);
    });
    test("isposinf", x -> isInfinite(x, BinaryFunction.GT));
    test("isneginf", x -> isInfinite(x, BinaryFunction.LT));
    test("isreal", x -> new Expression.Whole(1, DataType.BOOL));
    test("signbit", x -> {
      Expression zero = constant(x, 0);
      Expression isNegative = Formulas.binary(BinaryFunction.LT, x, zero);
      if (!x.type().isFloatingPoint()) {
        return isNegative;
      }
      // The reciprocal tells the two zeros apart.
      Expression inverse = Formulas.unary(UnaryFunction.RECIPROCAL, x);
      return Formulas.choice(isZero(x), Formulas.binary(BinaryFunction.LT, inverse, zero), isNegative);
    });
  }

  private void pairs() {
    pair("hypot", Kind.RESULT, NumberRules::hypotenuse);
    pair("fmax", Kind.RESULT, (x, y) -> unlessNan(BinaryFunction.MAXIMUM, x, y));
    pair("fmin", Kind.RESULT, (x, y) -> unlessNan(BinaryFunction.MINIMUM, x, y));
    pair("logaddexp", Kind.RESULT, (x, y) -> logOfSum(x, y, UnaryFunction.EXP, UnaryFunction.LOG1P));
    pair("logaddexp2", Kind.RESULT, NumberRules::binaryLogOfSum);
    pair("heaviside", Kind.RESULT, (x, y) -> {
      Expression step = Formulas.choice(
          Formulas.binary(BinaryFunction.GT, x, constant(x, 0)), constant(x, 1), constant(x, 0));
      Expression value = Formulas.choice(isZero(x), y, step);
      return x.type().isFloatingPoint() ? Formulas.choice(isNan(x), x, value) : value;
    });
    for (String overload : List.of("Tensor", "Scalar_Self", "Scalar_Other")) {
      Elementwise.register(
          rules, "xlogy." + overload, Kind.RESULT, x -> timesLogarithm(x.getFirst(), x.get(1)), "self", "other");
    }
    for (String overload : List.of("Tensor", "Scalar")) {
      Elementwise.register(
          rules, "copysign." + overload, Kind.RESULT, x -> withSign(x.getFirst(), x.get(1)), "self", "other");
      Elementwise.register(
          rules, "float_power.Tensor_" + overload, Kind.RESULT,
          x -> Formulas.binary(BinaryFunction.POW, x.getFirst(), x.get(1)), "self", "exponent");
    }
    Elementwise.register(
        rules, "ldexp.Tensor", Kind.RESULT,
        x -> Formulas.multiply(
            x.getFirst(), Formulas.binary(BinaryFunction.POW, constant(x.get(1), 2), x.get(1))),
        "self", "other");
  }

  private void parameterized() {
    Elementwise.register(rules, "lerp.Tensor", Kind.RESULT, NumberRules::between, "self", "end", "weight");
    Elementwise.register(rules, "lerp.Scalar", Kind.RESULT, NumberRules::between, "self", "end", "weight");
    withCall("nan_to_num", NumberRules::finite);
    withCall("logit", (call, x) -> {
      double eps = call.real("eps", -1);
      Expression y = eps < 0
          ? x
          : Formulas.binary(
              BinaryFunction.MINIMUM,
              Formulas.binary(BinaryFunction.MAXIMUM, x, constant(x, eps)),
              constant(x, 1 - eps));
      return Formulas.unary(
          UnaryFunction.LOG, Formulas.divide(y, Formulas.subtract(constant(x, 1), y)));
    });
  }

  private void function(String name, UnaryOperator<Expression> formula) {
    Elementwise.register(rules, name + ".default", Kind.RESULT, x -> formula.apply(x.getFirst()), "self");
  }

  private void test(String name, UnaryOperator<Expression> formula) {
    Elementwise.register(rules, name + ".default", Kind.PROMOTED, x -> formula.apply(x.getFirst()), "self");
  }

  private void pair(String name, Kind kind, BiFunction<Expression, Expression, Expression> formula) {
    Elementwise.register(
        rules, name + ".default", kind, x -> formula.apply(x.getFirst(), x.get(1)), operands(name));
  }

  private static String[] operands(String name) {
    return name.equals("heaviside") ? new String[]{"self", "values"} : new String[]{"self", "other"};
  }

  private void withCall(String name, BiFunction<Call, Expression, Expression> formula) {
    rules.put(
        "aten::" + name + ".default",
        call -> Elementwise.rule(Kind.RESULT, x -> formula.apply(call, x.getFirst()), "self").lower(call));
    rules.put(
        "aten::" + name + "_.default",
        call -> Elementwise.inPlace(Kind.RESULT, x -> formula.apply(call, x.getFirst()), "self").lower(call));
  }

  private static Expression isInfinite(Expression x, BinaryFunction compared) {
    return Formulas.binary(
        BinaryFunction.AND,
        Formulas.unary(UnaryFunction.ISINF, x),
        Formulas.binary(compared, x, constant(x, 0)));
  }

  /** The larger scaled by a root, so that squares stay in range. */
  private static Expression hypotenuse(Expression x, Expression y) {
    Expression first = Formulas.unary(UnaryFunction.ABS, x);
    Expression second = Formulas.unary(UnaryFunction.ABS, y);
    Expression most = Formulas.binary(BinaryFunction.MAXIMUM, first, second);
    Expression ratio = Formulas.divide(Formulas.binary(BinaryFunction.MINIMUM, first, second), most);
    Expression root = Formulas.unary(
        UnaryFunction.SQRT, Formulas.add(constant(x, 1), Formulas.multiply(ratio, ratio)));
    Expression isPlain = Formulas.binary(
        BinaryFunction.OR, isZero(most), Formulas.unary(UnaryFunction.ISINF, most));
    return Formulas.choice(isPlain, most, Formulas.multiply(most, root));
  }

  private static Expression unlessNan(BinaryFunction function, Expression x, Expression y) {
    Expression both = Formulas.binary(function, x, y);
    return x.type().isFloatingPoint()
        ? Formulas.choice(isNan(x), y, Formulas.choice(isNan(y), x, both))
        : both;
  }

  /** log(exp x + exp y) by the larger and what the smaller adds; equal infinities are their own sum. */
  private static Expression logOfSum(Expression x, Expression y, UnaryFunction exp, UnaryFunction log) {
    Expression most = Formulas.binary(BinaryFunction.MAXIMUM, x, y);
    Expression distance = Formulas.unary(UnaryFunction.ABS, Formulas.subtract(x, y));
    Expression tail = Formulas.unary(log, Formulas.unary(exp, Formulas.unary(UnaryFunction.NEG, distance)));
    Expression isSameInfinity = Formulas.binary(
        BinaryFunction.AND,
        Formulas.unary(UnaryFunction.ISINF, x),
        Formulas.binary(BinaryFunction.EQ, x, y));
    return Formulas.choice(isSameInfinity, x, Formulas.add(most, tail));
  }

  private static Expression binaryLogOfSum(Expression x, Expression y) {
    double turn = Math.log(2);
    Expression natural = logOfSum(
        Formulas.multiply(x, turn), Formulas.multiply(y, turn), UnaryFunction.EXP, UnaryFunction.LOG1P);
    return Formulas.multiply(natural, 1 / turn);
  }

  private static Expression timesLogarithm(Expression x, Expression y) {
    Expression value = Formulas.choice(
        isZero(x), constant(x, 0), Formulas.multiply(x, Formulas.unary(UnaryFunction.LOG, y)));
    return Formulas.choice(isNan(y), y, value);
  }

  private static Expression withSign(Expression x, Expression y) {
    Expression size = Formulas.unary(UnaryFunction.ABS, x);
    Expression zero = constant(y, 0);
    Expression isNegative = Formulas.choice(
        isZero(y),
        Formulas.binary(BinaryFunction.LT, Formulas.unary(UnaryFunction.RECIPROCAL, y), zero),
        Formulas.binary(BinaryFunction.LT, y, zero));
    return Formulas.choice(isNegative, Formulas.unary(UnaryFunction.NEG, size), size);
  }

  /** From {@code self} to {@code end}, from the nearer of the two, as PyTorch rounds it. */
  private static Expression between(List<Expression> x) {
    Expression weight = x.get(2);
    Expression distance = Formulas.subtract(x.get(1), x.getFirst());
    Expression isNear = Formulas.binary(
        BinaryFunction.LT, Formulas.unary(UnaryFunction.ABS, weight), constant(weight, 0.5));
    return Formulas.choice(
        isNear,
        Formulas.add(x.getFirst(), Formulas.multiply(weight, distance)),
        Formulas.subtract(
            x.get(1), Formulas.multiply(distance, Formulas.subtract(constant(weight, 1), weight))));
  }

  private static Expression finite(Call call, Expression x) {
    DataType type = call.output().type();
    if (!type.isFloatingPoint()) {
      return x;
    }
    double largest = largest(type);
    Expression bounded = Formulas.choice(
        isInfinite(x, BinaryFunction.GT), constant(x, call.real("posinf", largest)),
        Formulas.choice(isInfinite(x, BinaryFunction.LT), constant(x, call.real("neginf", -largest)), x));
    return Formulas.choice(isNan(x), constant(x, call.real("nan", 0)), bounded);
  }

  private static double largest(DataType type) {
    return switch (type) {
      case FLOAT64 -> Double.MAX_VALUE;
      case FLOAT16 -> 65504;
      case BFLOAT16 -> 0x1.FEp127;
      case FLOAT8_E4M3FN -> 448;
      default -> Float.MAX_VALUE;
    };
  }

  private static Expression isZero(Expression x) {
    return Formulas.binary(BinaryFunction.EQ, x, constant(x, 0));
  }

  private static Expression isNan(Expression x) {
    return Formulas.unary(UnaryFunction.ISNAN, x);
  }

  private static Expression constant(Expression like, double value) {
    return Formulas.constant(value, like.type());
  }
}
