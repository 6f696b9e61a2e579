package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import graft.compiler.lowering.Elementwise.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Operators that choose between values: by a condition, or the larger and smaller one. */
final class ChoiceRules {

  private ChoiceRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("self", "ScalarSelf", "ScalarOther", "Scalar")) {
      rules.put("aten::where." + overload, ChoiceRules::where);
    }
    for (String overload : List.of("Scalar", "Tensor")) {
      rules.put("aten::masked_fill." + overload, call -> fill(call, false));
      rules.put("aten::masked_fill_." + overload, call -> fill(call, true));
    }
    extreme(rules, "maximum.default", BinaryFunction.MAXIMUM);
    extreme(rules, "minimum.default", BinaryFunction.MINIMUM);
    extreme(rules, "max.other", BinaryFunction.MAXIMUM);
    extreme(rules, "min.other", BinaryFunction.MINIMUM);
    for (String name : List.of(
        "clamp.default", "clamp.Tensor", "clip.default", "clip.Tensor", "clamp_min.default", "clamp_min.Tensor",
        "clamp_max.default", "clamp_max.Tensor")) {
      rules.put("aten::" + name, call -> clamp(call, false));
      rules.put("aten::" + name.replace(".", "_."), call -> clamp(call, true));
    }
  }

  private static void extreme(Map<String, Rule> rules, String operator, BinaryFunction function) {
    Elementwise.register(
        rules, operator, Kind.RESULT, x -> Formulas.binary(function, x.getFirst(), x.get(1)), "self", "other");
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

  private static List<TensorValue> fill(Call call, boolean inPlace) {
    TensorValue self = call.tensor("self");
    List<Index> sizes = inPlace ? self.sizes() : call.outputSizes();
    Expression filled = Formulas.choice(
        Elementwise.operand(call, call.required("mask"), sizes, DataType.BOOL),
        Elementwise.operand(call, call.required("value"), sizes, self.type()),
        call.nodes().load(self, sizes));
    return assigned(call, self, sizes, filled, inPlace);
  }

  /** At least {@code min}, then at most {@code max}; either may be missing, and NaN stays, whichever has it. */
  private static List<TensorValue> clamp(Call call, boolean inPlace) {
    var operands = new ArrayList<String>(List.of("self"));
    boolean hasMin = call.has("min");
    boolean hasMax = call.has("max");
    if (hasMin) {
      operands.add("min");
    }
    if (hasMax) {
      operands.add("max");
    }
    Function<List<Expression>, Expression> formula = x -> {
      Expression value = x.getFirst();
      if (hasMin) {
        value = Formulas.binary(BinaryFunction.MAXIMUM, value, x.get(1));
      }
      return hasMax ? Formulas.binary(BinaryFunction.MINIMUM, value, x.getLast()) : value;
    };
    String[] names = operands.toArray(String[]::new);
    return (inPlace ? Elementwise.inPlace(Kind.RESULT, formula, names) : Elementwise.rule(Kind.RESULT, formula, names))
        .lower(call);
  }

  private static List<TensorValue> assigned(
      Call call, TensorValue self, List<Index> sizes, Expression value, boolean inPlace) {
    if (!inPlace) {
      return List.of(call.nodes().compute(self.device(), sizes, value));
    }
    call.nodes().assign(self, value);
    return List.of(self);
  }
}
