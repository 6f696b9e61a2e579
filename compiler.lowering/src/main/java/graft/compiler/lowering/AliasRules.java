package graft.compiler.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Names by which PyTorch calls the same operators: aliases, and forms of views whose result is a copy. */
final class AliasRules {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("absolute", "abs"),
          Map.entry("arccos", "acos"),
          Map.entry("arccosh", "acosh"),
          Map.entry("arcsin", "asin"),
          Map.entry("arcsinh", "asinh"),
          Map.entry("arctan", "atan"),
          Map.entry("arctan2", "atan2"),
          Map.entry("arctanh", "atanh"),
          Map.entry("concat", "cat"),
          Map.entry("concatenate", "cat"),
          Map.entry("divide", "div"),
          Map.entry("fix", "trunc"),
          Map.entry("greater", "gt"),
          Map.entry("greater_equal", "ge"),
          Map.entry("less", "lt"),
          Map.entry("less_equal", "le"),
          Map.entry("multiply", "mul"),
          Map.entry("negative", "neg"),
          Map.entry("not_equal", "ne"),
          Map.entry("special_erf", "erf"),
          Map.entry("special_erfc", "erfc"),
          Map.entry("special_exp2", "exp2"),
          Map.entry("special_expit", "sigmoid"),
          Map.entry("special_expm1", "expm1"),
          Map.entry("special_log1p", "log1p"),
          Map.entry("special_logit", "logit"),
          Map.entry("special_round", "round"),
          Map.entry("special_sinc", "sinc"),
          Map.entry("special_xlogy", "xlogy"),
          Map.entry("subtract", "sub"),
          Map.entry("true_divide", "div"),
          Map.entry("unsafe_chunk", "chunk"),
          Map.entry("unsafe_split", "split"),
          Map.entry("unsafe_split_with_sizes", "split_with_sizes"));

  private static final List<String> COPIES =
      List.of(
          "alias", "as_strided", "detach", "diagonal", "expand", "permute", "select", "slice", "split",
          "split_with_sizes", "squeeze", "t", "transpose", "unbind", "unfold", "unsqueeze", "view");

  /** Operators in place whose overloads are named otherwise than those of the operators that compute anew. */
  private static final Map<String, String> IN_PLACE =
      Map.of(
          "pow_.Scalar", "pow.Tensor_Scalar", "pow_.Tensor", "pow.Tensor_Tensor", "floor_divide_.Tensor",
          "floor_divide.default", "ldexp_.default", "ldexp.Tensor");

  private AliasRules() {}

  /** Adds to the rules that are there. */
  static void register(Map<String, Rule> rules) {
    IN_PLACE.forEach(
        (inPlace, name) -> rules.putIfAbsent(
            "aten::" + inPlace, ScatterRules.inPlace(Objects.requireNonNull(rules.get("aten::" + name), name))));
    for (Map.Entry<String, Rule> rule : List.copyOf(rules.entrySet())) {
      String operator = rule.getKey().replace("aten::", "");
      String packet = operator.substring(0, operator.indexOf('.'));
      String overload = operator.substring(operator.indexOf('.'));
      NAMES.forEach((alias, name) -> {
        if (packet.equals(name)) {
          rules.putIfAbsent("aten::" + alias + overload, rule.getValue());
        } else if (packet.equals(name + "_")) {
          rules.putIfAbsent("aten::" + alias + "_" + overload, rule.getValue());
        }
      });
      if (COPIES.contains(packet)) {
        rules.putIfAbsent("aten::" + packet + "_copy" + overload, copied(rule.getValue()));
      }
    }
  }

  private static Rule copied(Rule view) {
    return call -> {
      var copies = new ArrayList<TensorValue>();
      view.lower(call).forEach(value -> copies.add(call.nodes().clone(value)));
      return copies;
    };
  }
}
