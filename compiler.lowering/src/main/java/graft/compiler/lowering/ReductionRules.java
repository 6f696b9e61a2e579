package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sums, extremes and means, and what is made of them: softmax and layer normalisation, decomposed as PyTorch does. */
final class ReductionRules {

  private ReductionRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::sum.default", call -> reduce(call, Reduction.Kind.SUM));
    rules.put("aten::sum.dim_IntList", call -> reduce(call, Reduction.Kind.SUM));
    rules.put("aten::amax.default", call -> reduce(call, Reduction.Kind.MAX));
    rules.put("aten::amin.default", call -> reduce(call, Reduction.Kind.MIN));
    rules.put("aten::prod.default", call -> reduce(call, Reduction.Kind.PRODUCT));
    rules.put("aten::prod.dim_int", call -> reduce(call, Reduction.Kind.PRODUCT));
    rules.put("aten::mean.default", ReductionRules::mean);
    rules.put("aten::mean.dim", ReductionRules::mean);
    rules.put("aten::softmax.int", ReductionRules::softmax);
    rules.put("aten::_softmax.default", ReductionRules::softmax);
    rules.put("aten::_safe_softmax.default", ReductionRules::safeSoftmax);
    rules.put("aten::log_softmax.int", ReductionRules::logSoftmax);
    rules.put("aten::_log_softmax.default", ReductionRules::logSoftmax);
    rules.put("aten::layer_norm.default", call -> layerNorm(call).subList(0, 1));
    rules.put("aten::native_layer_norm.default", ReductionRules::layerNorm);
  }

  private static List<TensorValue> reduce(Call call, Reduction.Kind kind) {
    TensorValue self = call.tensor("self");
    DataType result = call.output().type();
    DataType compute = Formulas.computeType(result);
    TensorValue reduced = Reductions.reduce(
        call.nodes(),
        self,
        Reductions.dimensions(self, call.integers("dim")),
        call.truth("keepdim", false),
        kind,
        load -> Formulas.cast(load.apply(self), compute));
    return List.of(Reductions.cast(call.nodes(), reduced, result));
  }

  private static List<TensorValue> mean(Call call) {
    TensorValue self = call.tensor("self");
    DataType result = call.output().type();
    DataType compute = Formulas.computeType(result);
    TensorValue mean = Reductions.mean(
        call.nodes(),
        self,
        Reductions.dimensions(self, call.integers("dim")),
        call.truth("keepdim", false),
        load -> Formulas.cast(load.apply(self), compute));
    return List.of(Reductions.cast(call.nodes(), mean, result));
  }

  /** exp(x - max) over its sum. */
  private static List<TensorValue> softmax(Call call) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    List<Index> sizes = self.sizes();
    Set<Integer> dimension = Set.of(self.dimension(call.integer("dim", -1)));
    TensorValue exp =
        nodes.compute(self.device(), sizes, Formulas.unary(UnaryFunction.EXP, belowMax(call, self, dimension)));
    TensorValue sum =
        Reductions.reduce(nodes, exp, dimension, true, Reduction.Kind.SUM, load -> load.apply(exp));
    Expression share = Formulas.divide(nodes.load(exp, sizes), nodes.load(sum, sizes));
    return List.of(nodes.compute(self.device(), sizes, Formulas.cast(share, call.output().type())));
  }

  /** As softmax, and zeros where all is minus infinity. */
  private static List<TensorValue> safeSoftmax(Call call) {
    Nodes nodes = call.nodes();
    TensorValue self = call.tensor("self");
    TensorValue shares = softmax(call).getFirst();
    TensorValue max = Reductions.reduce(
        nodes, self, Set.of(self.dimension(call.integer("dim", -1))), true, Reduction.Kind.MAX,
        load -> load.apply(self));
    Expression isMasked = Formulas.binary(
        BinaryFunction.EQ, nodes.load(max, self.sizes()),
        Formulas.constant(Double.NEGATIVE_INFINITY, self.type()));
    Expression value =
        Formulas.choice(isMasked, Formulas.constant(0, shares.type()), nodes.load(shares, self.sizes()));
    return List.of(nodes.compute(self.device(), self.sizes(), value));
  }

  private static List<TensorValue> logSoftmax(Call call) {
    return List.of(logSoftmax(call, call.tensor("self"), call.integer("dim", -1)));
  }

  /** x - max less the logarithm of the sum of exp(x - max), along a dimension. */
  static TensorValue logSoftmax(Call call, TensorValue self, long along) {
    Nodes nodes = call.nodes();
    List<Index> sizes = self.sizes();
    Set<Integer> dimension = Set.of(self.dimension(along));
    TensorValue below = nodes.compute(self.device(), sizes, belowMax(call, self, dimension));
    TensorValue sum = Reductions.reduce(
        nodes, below, dimension, true, Reduction.Kind.SUM,
        load -> Formulas.unary(UnaryFunction.EXP, load.apply(below)));
    Expression value =
        Formulas.subtract(nodes.load(below, sizes), Formulas.unary(UnaryFunction.LOG, nodes.load(sum, sizes)));
    return nodes.compute(self.device(), sizes, Formulas.cast(value, call.output().type()));
  }

  /** x - max. */
  private static Expression belowMax(Call call, TensorValue self, Set<Integer> dimension) {
    DataType compute = Formulas.computeType(call.output().type());
    TensorValue max = Reductions.reduce(
        call.nodes(), self, dimension, true, Reduction.Kind.MAX, load -> Formulas.cast(load.apply(self), compute));
    return Formulas.subtract(
        Formulas.cast(call.nodes().load(self, self.sizes()), compute), call.nodes().load(max, self.sizes()));
  }

  /** Result, mean and reciprocal of the standard deviation over the last dimensions. */
  private static List<TensorValue> layerNorm(Call call) {
    Nodes nodes = call.nodes();
    TensorValue input = call.tensor("input");
    DataType compute = Formulas.computeType(input.type());
    List<Index> sizes = input.sizes();
    Set<Integer> dimensions = Reductions.last(input, call.indexes("normalized_shape").size());
    TensorValue mean = Reductions.mean(
        nodes, input, dimensions, true, load -> Formulas.cast(load.apply(input), compute));
    TensorValue variance = Reductions.mean(nodes, input, dimensions, true, load -> {
      Expression deviation = Formulas.subtract(Formulas.cast(load.apply(input), compute), load.apply(mean));
      return Formulas.multiply(deviation, deviation);
    });
    Expression padded = Formulas.binary(
        BinaryFunction.ADD,
        nodes.load(variance, variance.sizes()),
        Formulas.constant(call.real("eps", 1e-5), compute));
    TensorValue scale =
        nodes.compute(input.device(), variance.sizes(), Formulas.unary(UnaryFunction.RSQRT, padded));
    Expression value = Formulas.multiply(
        Formulas.subtract(Formulas.cast(nodes.load(input, sizes), compute), nodes.load(mean, sizes)),
        nodes.load(scale, sizes));
    Optional<TensorValue> weight = call.optionalTensor("weight");
    if (weight.isPresent()) {
      value = Formulas.multiply(value, Formulas.cast(nodes.load(weight.get(), sizes), compute));
    }
    Optional<TensorValue> bias = call.optionalTensor("bias");
    if (bias.isPresent()) {
      value = Formulas.add(value, Formulas.cast(nodes.load(bias.get(), sizes), compute));
    }
    TensorValue result = nodes.compute(input.device(), sizes, Formulas.cast(value, input.type()));
    return List.of(result, statistic(call, 1, mean), statistic(call, 2, scale));
  }

  /** A result for training in the type that the model says; as it is, where the model has only the first result. */
  private static TensorValue statistic(Call call, int place, TensorValue value) {
    return call.defines().size() > place
        ? Reductions.cast(call.nodes(), value, call.graph().tensor(call.defines().get(place)).type())
        : value;
  }
}
