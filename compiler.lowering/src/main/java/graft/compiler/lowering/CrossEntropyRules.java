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

/** {@code cross_entropy_loss}: of classes by number or by probability, weighed, smoothed. */
final class CrossEntropyRules {

  private CrossEntropyRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::cross_entropy_loss.default", CrossEntropyRules::loss);
  }

  private static List<TensorValue> loss(Call call) {
    TensorValue self = call.tensor("self");
    int channel = self.rank() == 1 ? 0 : 1;
    TensorValue logarithms = ReductionRules.logSoftmax(call, self, channel);
    double smoothing = call.real("label_smoothing", 0);
    if (call.tensor("target").type().isFloatingPoint()) {
      return List.of(ofProbabilities(call, logarithms, channel, smoothing));
    }
    List<TensorValue> likely = LossRules.nll(call, logarithms);
    if (smoothing == 0) {
      return likely.subList(0, 1);
    }
    TensorValue even = evenly(call, logarithms, channel, likely.getLast());
    List<Index> sizes = even.sizes();
    DataType compute = even.type();
    Expression classes = Formulas.cast(Formulas.position(self.sizes().get(channel)), compute);
    Expression share = Formulas.divide(Formulas.constant(smoothing, compute), classes);
    Expression value = Formulas.add(
        Formulas.multiply(
            Formulas.cast(call.nodes().load(likely.getFirst(), sizes), compute), 1 - smoothing),
        Formulas.multiply(call.nodes().load(even, sizes), share));
    return List.of(call.nodes().compute(self.device(), sizes, Formulas.cast(value, call.output().type())));
  }

  /** The loss where all classes are equally right, but for ignored elements. */
  private static TensorValue evenly(Call call, TensorValue logarithms, int channel, TensorValue total) {
    Nodes nodes = call.nodes();
    DataType compute = Formulas.computeType(logarithms.type());
    TensorValue sums = sums(call, logarithms, channel, compute, load -> Formulas.constant(1, compute));
    List<Index> sizes = sums.sizes();
    Expression isIgnored = Formulas.binary(
        BinaryFunction.EQ,
        Formulas.cast(nodes.load(call.tensor("target"), sizes), DataType.INT64),
        new Expression.Whole(call.integer("ignore_index", -100), DataType.INT64));
    TensorValue losses = nodes.compute(
        sums.device(), sizes, Formulas.choice(isIgnored, Formulas.constant(0, compute), nodes.load(sums, sizes)));
    if (call.integer("reduction", 1) == 0) {
      return losses;
    }
    TensorValue sum = Reductions.reduce(
        nodes, losses, Reductions.dimensions(losses, List.of()), false, Reduction.Kind.SUM, load -> load.apply(losses));
    return call.integer("reduction", 1) == 2
        ? sum
        : nodes.compute(
            sum.device(), List.of(),
            Formulas.divide(nodes.load(sum, List.of()), Formulas.cast(nodes.load(total, List.of()), compute)));
  }

  private static TensorValue ofProbabilities(Call call, TensorValue logarithms, int channel, double smoothing) {
    DataType compute = Formulas.computeType(logarithms.type());
    TensorValue target = call.tensor("target");
    Expression classes = Formulas.cast(Formulas.position(logarithms.sizes().get(channel)), compute);
    TensorValue losses = sums(call, logarithms, channel, compute, load -> {
      Expression share = Formulas.cast(load.apply(target), compute);
      return smoothing == 0
          ? share
          : Formulas.add(
              Formulas.multiply(share, 1 - smoothing),
              Formulas.divide(Formulas.constant(smoothing, compute), classes));
    });
    return LossRules.reduced(call, losses);
  }

  /** Over the classes, the sum of minus the logarithm times the class's weight and share. */
  private static TensorValue sums(
      Call call, TensorValue logarithms, int channel, DataType compute, Reductions.Term share) {
    Optional<TensorValue> weight = call.optionalTensor("weight");
    return Reductions.reduce(
        call.nodes(), logarithms, Set.of(channel), false, Reduction.Kind.SUM, (load, place) -> {
          Expression loss = Formulas.multiply(
              Formulas.unary(UnaryFunction.NEG, Formulas.cast(load.apply(logarithms), compute)), share.at(load));
          return weight
              .map(
                  weights -> Formulas.multiply(
                      loss, Formulas.cast(
                          call.nodes().load(weights, List.of(place.get(channel)), List.of()), compute)))
              .orElse(loss);
        });
  }
}
