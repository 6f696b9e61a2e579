package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Arithmetic, comparisons and functions of single elements, each also in place where PyTorch has that. */
final class PointwiseRules {

  private final Map<String, Rule> rules;

  private PointwiseRules(Map<String, Rule> rules) {
    this.rules = rules;
  }

  static void register(Map<String, Rule> rules) {
    var table = new PointwiseRules(rules);
    table.functions();
    table.arithmetic();
    table.comparisons();
    rules.put("aten::where.self", PointwiseRules::where);
  }

  private void functions() {
    function("cos", UnaryFunction.COS);
    function("erf", UnaryFunction.ERF);
    function("exp", UnaryFunction.EXP);
    function("log", UnaryFunction.LOG);
    function("neg", UnaryFunction.NEG);
    function("abs", UnaryFunction.ABS);
    function("reciprocal", UnaryFunction.RECIPROCAL);
    function("rsqrt", UnaryFunction.RSQRT);
    function("sigmoid", UnaryFunction.SIGMOID);
    function("sin", UnaryFunction.SIN);
    function("sqrt", UnaryFunction.SQRT);
    function("tanh", UnaryFunction.TANH);
    function("bitwise_not", UnaryFunction.NOT);
    put("isnan", "default", Kind.PROMOTED, x -> Formulas.unary(UnaryFunction.ISNAN, x.getFirst()), "self");
    put("isinf", "default", Kind.PROMOTED, x -> Formulas.unary(UnaryFunction.ISINF, x.getFirst()), "self");
    put("logical_not", "default", Kind.PROMOTED, x -> isZero(x.getFirst()), "self");
    put("relu", "default", Kind.RESULT, x -> Formulas.relu(x.getFirst()), "self");
    put("silu", "default", Kind.RESULT, x -> Formulas.silu(x.getFirst()), "self");
    put("square", "default", Kind.RESULT, x -> Formulas.power(x.getFirst(), 2), "self");
    rules.put("aten::gelu.default", PointwiseRules::gelu);
    rules.put("aten::pow.Tensor_Scalar", call -> power(call, call.real("exponent", 1)));
    put("pow", "Tensor_Tensor", Kind.RESULT, x -> binary(BinaryFunction.POW, x), "self", "exponent");
  }

  private void arithmetic() {
    for (String overload : List.of("Tensor", "Scalar")) {
      scaled("add", overload, BinaryFunction.ADD);
      scaled("sub", overload, BinaryFunction.SUB);
      put("mul", overload, Kind.RESULT, x -> binary(BinaryFunction.MUL, x), "self", "other");
      put("div", overload, Kind.RESULT, x -> binary(BinaryFunction.DIV, x), "self", "other");
    }
    put("maximum", "default", Kind.RESULT, x -> binary(BinaryFunction.MAXIMUM, x), "self", "other");
    put("minimum", "default", Kind.RESULT, x -> binary(BinaryFunction.MINIMUM, x), "self", "other");
    put("bitwise_and", "Tensor", Kind.RESULT, x -> binary(BinaryFunction.AND, x), "self", "other");
    put("bitwise_or", "Tensor", Kind.RESULT, x -> binary(BinaryFunction.OR, x), "self", "other");
    put("bitwise_xor", "Tensor", Kind.RESULT, x -> binary(BinaryFunction.XOR, x), "self", "other");
  }

  private void comparisons() {
    Map.of(
        "eq", BinaryFunction.EQ,
        "ne", BinaryFunction.NE,
        "lt", BinaryFunction.LT,
        "le", BinaryFunction.LE,
        "gt", BinaryFunction.GT,
        "ge", BinaryFunction.GE)
        .forEach(
            (name, function) -> {
              put(name, "Tensor", Kind.PROMOTED, x -> binary(function, x), "self", "other");
              put(name, "Scalar", Kind.PROMOTED, x -> binary(function, x), "self", "other");
            });
  }

  private void function(String name, UnaryFunction function) {
    put(name, "default", Kind.RESULT, x -> Formulas.unary(function, x.getFirst()), "self");
  }

  private void put(
      String name,
      String overload,
      Kind kind,
      Function<List<Expression>, Expression> formula,
      String... operands) {
    rules.put("aten::" + name + "." + overload, Elementwise.rule(kind, formula, operands));
    rules.put("aten::" + name + "_." + overload, Elementwise.inPlace(kind, formula, operands));
  }

  /** {@code self ± alpha · other}. */
  private void scaled(String name, String overload, BinaryFunction function) {
    String operator = "aten::" + name;
    rules.put(operator + "." + overload, call -> scaled(call, function, false).lower(call));
    rules.put(operator + "_." + overload, call -> scaled(call, function, true).lower(call));
  }

  private static Rule scaled(Call call, BinaryFunction function, boolean inPlace) {
    double alpha = call.real("alpha", 1);
    Function<List<Expression>, Expression> formula =
        x -> Formulas.binary(
            function, x.getFirst(), alpha == 1 ? x.get(1) : Formulas.multiply(x.get(1), alpha));
    return inPlace
        ? Elementwise.inPlace(Kind.RESULT, formula, "self", "other")
        : Elementwise.rule(Kind.RESULT, formula, "self", "other");
  }

  private static List<TensorValue> gelu(Call call) {
    boolean isApproximate = call.text("approximate", "none").equals("tanh");
    return Elementwise.rule(Kind.RESULT, x -> Formulas.gelu(x.getFirst(), isApproximate), "self").lower(call);
  }

  private static List<TensorValue> power(Call call, double exponent) {
    return Elementwise.rule(Kind.RESULT, x -> Formulas.power(x.getFirst(), exponent), "self").lower(call);
  }

  private static List<TensorValue> where(Call call) {
    List<Index> sizes = call.outputSizes();
    DataType type = call.output().type();
    Expression condition = Elementwise.operand(call, call.required("condition"), sizes, DataType.BOOL);
    Expression then = Elementwise.operand(call, call.required("self"), sizes, type);
    Expression otherwise = Elementwise.operand(call, call.required("other"), sizes, type);
    return List.of(
        call.nodes().compute(call.output().device(), sizes, Formulas.choice(condition, then, otherwise)));
  }

  private static Expression binary(BinaryFunction function, List<Expression> operands) {
    return Formulas.binary(function, operands.getFirst(), operands.get(1));
  }

  private static Expression isZero(Expression value) {
    return Formulas.binary(BinaryFunction.EQ, value, Formulas.constant(0, value.type()));
  }
}
