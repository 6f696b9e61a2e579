package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Variances and standard deviations, in two passes: the mean, then the squares of what differs from it. */
final class VarianceRules {

  private VarianceRules() {}

  static void register(Map<String, Rule> rules) {
    for (String overload : List.of("default", "dim", "correction")) {
      rules.put("aten::var." + overload, call -> List.of(variance(call, false)));
      rules.put("aten::std." + overload, call -> List.of(variance(call, true)));
      rules.put("aten::var_mean." + overload, call -> List.of(variance(call, false), mean(call)));
      rules.put("aten::std_mean." + overload, call -> List.of(variance(call, true), mean(call)));
    }
  }

  private static TensorValue variance(Call call, boolean isRoot) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    DataType compute = Formulas.computeType(self.type());
    Set<Integer> dimensions = Reductions.dimensions(self, call.integers("dim"));
    TensorValue mean = Reductions.mean(
        nodes, self, dimensions, true, load -> Formulas.cast(load.apply(self), compute));
    TensorValue squares = Reductions.reduce(
        nodes, self, dimensions, call.truth("keepdim", false), Reduction.Kind.SUM, load -> {
          Expression deviation = Formulas.subtract(Formulas.cast(load.apply(self), compute), load.apply(mean));
          return Formulas.multiply(deviation, deviation);
        });
    double correction = call.truth("unbiased", true) ? call.real("correction", 1) : 0;
    Expression freedom = Formulas.binary(
        BinaryFunction.MAXIMUM,
        Formulas.subtract(
            Reductions.count(self, dimensions, compute), Formulas.constant(correction, compute)),
        Formulas.constant(0, compute));
    Expression variance = Formulas.divide(nodes.load(squares, squares.sizes()), freedom);
    Expression value = isRoot ? Formulas.unary(UnaryFunction.SQRT, variance) : variance;
    return nodes.compute(self.device(), squares.sizes(), Formulas.cast(value, self.type()));
  }

  private static TensorValue mean(Call call) {
    TensorValue self = call.tensor("self");
    DataType compute = Formulas.computeType(self.type());
    TensorValue mean = Reductions.mean(
        call.nodes(), self, Reductions.dimensions(self, call.integers("dim")), call.truth("keepdim", false),
        load -> Formulas.cast(load.apply(self), compute));
    return Reductions.cast(call.nodes(), mean, self.type());
  }
}
