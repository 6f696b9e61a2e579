package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;

/** Dropout, which does nothing in inference; in training it would be random, and is refused. */
final class DropoutRules {

  private DropoutRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout")) {
      rules.put("aten::" + name + ".default", call -> List.of(unchanged(call)));
      rules.put("aten::" + name + "_.default", call -> List.of(unchanged(call)));
    }
    rules.put("aten::native_dropout.default", DropoutRules::withMask);
  }

  private static TensorValue unchanged(Call call) {
    if (call.truth("train", false) && call.real("p", 0.5) != 0) {
      throw new UnsupportedException("the model is in training mode, where dropout is random");
    }
    return call.tensor(call.has("self") ? "self" : "input");
  }

  private static List<TensorValue> withMask(Call call) {
    TensorValue input = unchanged(call);
    Expression kept = new Expression.Whole(1, DataType.BOOL);
    return List.of(call.nodes().clone(input), call.nodes().compute(input.device(), input.sizes(), kept));
  }
}
