package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Arithmetic and functions of single elements, each also in place where PyTorch has that. */
final class PointwiseRules {

  private final Map<String, Rule> rules;

  private PointwiseRules(Map<String, Rule> rules) {
    this.rules = rules;
  }

  static void register(Map<String, Rule> rules) {
    var table = new PointwiseRules(rules);
    table.functions();
    table.arithmetic();
  }

  private void functions() {
    for (UnaryFunction function : UnaryFunction.values()) {
      if (!function.isTest() && function != UnaryFunction.NOT) {
        put(lowerCase(function), "default", Kind.RESULT, x -> Formulas.function(function, x.getFirst()), "self");
      }
    }
    put("isnan", "default", Kind.PROMOTED, x -> Formulas.unary(UnaryFunction.ISNAN, x.getFirst()), "self");
    put("isinf", "default", Kind.PROMOTED, x -> Formulas.unary(UnaryFunction.ISINF, x.getFirst()), "self");
    put("sign", "default", Kind.RESULT, x -> Formulas.sign(x.getFirst()), "self");
    put("relu", "default", Kind.RESULT, x -> Formulas.relu(x.getFirst()), "self");
    put("silu", "default", Kind.RESULT, x -> Formulas.silu(x.getFirst()), "self");
    put("square", "default", Kind.RESULT, x -> Formulas.power(x.getFirst(), 2), "self");
    rules.put("aten::gelu.default", PointwiseRules::gelu);
    rules.put("aten::pow.Tensor_Scalar", call -> power(call, call.real("exponent", 1)));
    put("pow", "Tensor_Tensor", Kind.RESULT, x -> binary(BinaryFunction.POW, x), "self", "exponent");
    put("pow", "Scalar", Kind.RESULT, x -> binary(BinaryFunction.POW, x), "self", "exponent");
    put("atan2", "default", Kind.RESULT, x -> binary(BinaryFunction.ATAN2, x), "self", "other");
    rules.put("aten::atan2.out", PointwiseRules::atan2Out);
  }

  private void arithmetic() {
    for (String overload : List.of("Tensor", "Scalar")) {
      scaled("add", overload, BinaryFunction.ADD);
      scaled("sub", overload, BinaryFunction.SUB);
      put("mul", overload, Kind.RESULT, x -> binary(BinaryFunction.MUL, x), "self", "other");
      put("div", overload, Kind.RESULT, x -> binary(BinaryFunction.DIV, x), "self", "other");
      rules.put("aten::rsub." + overload, call -> scaled(call, BinaryFunction.SUB, false, "other", "self").lower(call));
    }
    rules.put("aten::addcmul.default", call -> combined(call, BinaryFunction.MUL));
    rules.put("aten::addcdiv.default", call -> combined(call, BinaryFunction.DIV));
  }

  private void put(
      String name,
      String overload,
      Kind kind,
      Function<List<Expression>, Expression> formula,
      String... operands) {
    Elementwise.register(rules, name + "." + overload, kind, formula, operands);
  }

  /** {@code self ± alpha · other}. */
  private void scaled(String name, String overload, BinaryFunction function) {
    String operator = "aten::" + name;
    rules.put(operator + "." + overload, call -> scaled(call, function, false, "self", "other").lower(call));
    rules.put(operator + "_." + overload, call -> scaled(call, function, true, "self", "other").lower(call));
  }

  private static Rule scaled(Call call, BinaryFunction function, boolean inPlace, String... operands) {
    double alpha = call.real("alpha", 1);
    Function<List<Expression>, Expression> formula =
        x -> Formulas.binary(
            function, x.getFirst(), alpha == 1 ? x.get(1) : Formulas.multiply(x.get(1), alpha));
    return inPlace
        ? Elementwise.inPlace(Kind.RESULT, formula, operands)
        : Elementwise.rule(Kind.RESULT, formula, operands);
  }

  private static List<TensorValue> gelu(Call call) {
    boolean isApproximate = call.text("approximate", "none").equals("tanh");
    return Elementwise.rule(Kind.RESULT, x -> Formulas.gelu(x.getFirst(), isApproximate), "self").lower(call);
  }

  private static List<TensorValue> power(Call call, double exponent) {
    return Elementwise.rule(Kind.RESULT, x -> Formulas.power(x.getFirst(), exponent), "self").lower(call);
  }

  /** {@code self + value · (tensor1 ∘ tensor2)}. */
  private static List<TensorValue> combined(Call call, BinaryFunction function) {
    double factor = call.real("value", 1);
    return Elementwise.rule(
        Kind.RESULT,
        x -> Formulas.add(
            x.getFirst(), Formulas.multiply(Formulas.binary(function, x.get(1), x.get(2)), factor)),
        "self", "tensor1", "tensor2").lower(call);
  }

  private static List<TensorValue> atan2Out(Call call) {
    TensorValue target = call.tensor("out");
    TensorValue angle =
        Elementwise.rule(Kind.RESULT, x -> binary(BinaryFunction.ATAN2, x), "self", "other").lower(call).getFirst();
    call.nodes().assign(target, call.nodes().load(angle, target.sizes()));
    return List.of(target);
  }

  private static Expression binary(BinaryFunction function, List<Expression> operands) {
    return Formulas.binary(function, operands.getFirst(), operands.get(1));
  }

  private static String lowerCase(UnaryFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }
}
