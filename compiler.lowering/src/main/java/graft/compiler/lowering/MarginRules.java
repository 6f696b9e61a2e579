package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code multi_margin_loss}: by how much other classes come nearer to the right one than a margin. */
final class MarginRules {

  private MarginRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::multi_margin_loss.default", MarginRules::loss);
  }

  /** For each row, the mean over all classes but the right one of max(0, margin - right + x)ᵖ, times the right one's weight. */
  private static List<TensorValue> loss(Call call) {
    Nodes nodes = call.nodes();
    TensorValue given = call.tensor("self");
    TensorValue self =
        given.rank() == 2 ? given : Views.reshape(given, List.of(Index.of(1), Index.product(given.sizes())));
    TensorValue target = Views.reshape(call.tensor("target"), self.sizes().subList(0, 1));
    DataType compute = Formulas.computeType(self.type());
    Index classes = self.sizes().getLast();
    double power = call.real("p", 1);
    Expression margin = Formulas.constant(call.real("margin", 1), compute);
    Optional<TensorValue> weight = call.optionalTensor("weight");
    Expression zero = Formulas.constant(0, compute);
    TensorValue sums = Reductions.reduce(nodes, self, Set.of(1), false, Reduction.Kind.SUM, (load, place) -> {
      Expression right = nodes.load(target, place.subList(0, 1), List.of());
      Index chosen = new Index.Element(right, classes);
      Expression x = Formulas.cast(load.apply(self), compute);
      Expression best = Formulas.cast(nodes.load(self, List.of(place.getFirst(), chosen), List.of()), compute);
      Expression loss = Formulas.power(Formulas.relu(Formulas.add(Formulas.subtract(margin, best), x)), power);
      Expression weighed = weight
          .map(
              weights -> Formulas.multiply(
                  loss, Formulas.cast(nodes.load(weights, List.of(chosen), List.of()), compute)))
          .orElse(loss);
      Expression isRight = Formulas.binary(BinaryFunction.EQ, Formulas.position(place.getLast()), right);
      return Formulas.choice(isRight, zero, weighed);
    });
    Expression mean = Formulas.divide(
        nodes.load(sums, sums.sizes()), Reductions.count(self, Set.of(1), compute));
    TensorValue losses = nodes.compute(self.device(), sums.sizes(), mean);
    return List.of(Views.reshape(LossRules.reduced(call, losses), call.outputSizes()));
  }
}
