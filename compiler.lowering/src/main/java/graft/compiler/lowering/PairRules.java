package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.model.Argument;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;

/** Functions of two numbers whose steps depend on these: divisors and incomplete gamma functions. */
final class PairRules {

  private PairRules() {}

  static void register(Map<String, Rule> rules) {
    for (String name : List.of("gcd", "igamma", "igammac")) {
      ScatterRules.both(rules, name + ".default", call -> List.of(pairs(call, name)));
    }
    rules.put("aten::special_gammainc.default", call -> List.of(pairs(call, "igamma")));
    rules.put("aten::special_gammaincc.default", call -> List.of(pairs(call, "igammac")));
    ScatterRules.both(rules, "lcm.default", PairRules::multiple);
  }

  /** The kernel is given operands of the result's type and sizes. */
  private static TensorValue pairs(Call call, String name) {
    TensorValue first = operand(call, "self");
    TensorValue second = operand(call, "other");
    return FallbackRules.call(
        call, new Operator("aten::" + name, "default"),
        List.of(
            new NamedOperand("self", new Operand.Tensor(call.nodes().view(first))),
            new NamedOperand("other", new Operand.Tensor(call.nodes().view(second)))),
        List.of(first)).getFirst();
  }

  private static TensorValue operand(Call call, String name) {
    List<Index> sizes = call.outputSizes();
    DataType type = call.output().type();
    if (call.required(name) instanceof Argument.Tensor tensor && call.tensor(tensor).type() == type) {
      return Views.expand(call.tensor(tensor), sizes);
    }
    return call.nodes()
        .compute(call.output().device(), sizes, Elementwise.operand(call, call.required(name), sizes, type));
  }

  /** The least common multiple; 0 where one number is. */
  private static List<TensorValue> multiple(Call call) {
    List<Index> sizes = call.outputSizes();
    Expression divisor = call.nodes().load(pairs(call, "gcd"), sizes);
    Expression zero = Formulas.constant(0, divisor.type());
    Expression quotient =
        Formulas.binary(BinaryFunction.TRUNC_DIV, call.nodes().load(operand(call, "self"), sizes), divisor);
    Expression product = Formulas.multiply(quotient, call.nodes().load(operand(call, "other"), sizes));
    return List.of(
        call.nodes()
            .compute(
                call.output().device(), sizes,
                Formulas.choice(
                    Formulas.binary(BinaryFunction.EQ, divisor, zero), zero,
                    Formulas.unary(UnaryFunction.ABS, product))));
  }
}
