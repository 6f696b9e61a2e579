package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Division with rounding, and its remainders. Of integers by 0 it ends the run, as in PyTorch. */
final class DivisionRules {

  private DivisionRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("Tensor_mode", "Scalar_mode")) {
      rules.put("aten::div." + overload,
          call -> Elementwise.rule(Kind.RESULT, rounded(call), "self", "other").lower(call));
      rules.put(
          "aten::div_." + overload,
          call -> Elementwise.inPlace(Kind.RESULT, rounded(call), "self", "other").lower(call));
    }
    register(rules, "floor_divide.default", BinaryFunction.FLOOR_DIV);
    for (String overload : List.of("Tensor", "Scalar", "Scalar_Tensor")) {
      register(rules, "remainder." + overload, BinaryFunction.REMAINDER);
      register(rules, "fmod." + overload, BinaryFunction.FMOD);
    }
  }

  private static void register(Map<String, Rule> rules, String operator, BinaryFunction function) {
    Elementwise.register(
        rules, operator, Kind.RESULT, x -> Formulas.binary(function, x.getFirst(), x.get(1)), "self", "other");
  }

  private static Function<List<Expression>, Expression> rounded(Call call) {
    BinaryFunction function = switch (call.text("rounding_mode", "none")) {
      case "none" -> BinaryFunction.DIV;
      case "floor" -> BinaryFunction.FLOOR_DIV;
      case "trunc" -> BinaryFunction.TRUNC_DIV;
      case String other -> throw new UnsupportedException("rounding_mode " + other);
    };
    return x -> Formulas.binary(function, x.getFirst(), x.get(1));
  }
}
