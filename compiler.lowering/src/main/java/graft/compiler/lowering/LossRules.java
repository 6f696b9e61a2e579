package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Losses: how far a model's answer is from the right one. {@code reduction} is 0 for none, 1 for the mean, 2 for the sum. */
final class LossRules {

  private LossRules() {}

  static void register(Map<String, Rule> rules) {
    loss(rules, "mse_loss", (x, y) -> square(Formulas.subtract(x, y)));
    loss(rules, "l1_loss", LossRules::distance);
    loss(
        rules, "soft_margin_loss",
        (x, y) -> Formulas.unary(
            UnaryFunction.LOG1P,
            Formulas.unary(UnaryFunction.EXP, Formulas.unary(UnaryFunction.NEG, Formulas.multiply(x, y)))));
    rules.put("aten::smooth_l1_loss.default", call -> loss(call, (x, y) -> smooth(call, x, y)));
    rules.put("aten::huber_loss.default", call -> loss(call, (x, y) -> huber(call, x, y)));
    rules.put("aten::kl_div.default", call -> loss(call, (x, y) -> divergence(call, x, y)));
    rules.put("aten::binary_cross_entropy.default", call -> loss(call, LossRules::crossEntropy));
    rules.put(
        "aten::binary_cross_entropy_with_logits.default", call -> loss(call, (x, y) -> logits(call, x, y)));
    rules.put("aten::poisson_nll_loss.default", LossRules::poisson);
    rules.put("aten::nll_loss_forward.default", call -> nll(call, call.tensor("self")));
    rules.put("aten::nll_loss_nd.default", call -> nll(call, call.tensor("self")).subList(0, 1));
    rules.put("aten::nll_loss.default", call -> nll(call, call.tensor("self")).subList(0, 1));
  }

  private static void loss(Map<String, Rule> rules, String name, BinaryOperator<Expression> formula) {
    rules.put("aten::" + name + ".default", call -> loss(call, formula));
  }

  /** A loss of each element, weighed where the call says so, then reduced. */
  private static List<TensorValue> loss(Call call, BinaryOperator<Expression> formula) {
    return loss(call, call.tensor("self"), formula);
  }

  private static List<TensorValue> loss(Call call, TensorValue self, BinaryOperator<Expression> formula) {
    TensorValue target = call.tensor("target");
    List<Index> sizes = Sizes.broadcast(self.sizes(), target.sizes());
    DataType compute = Formulas.computeType(call.output().type());
    Expression value = formula.apply(
        Formulas.cast(call.nodes().load(self, sizes), compute),
        Formulas.cast(call.nodes().load(target, sizes), compute));
    if (call.has("weight")) {
      value = Formulas.multiply(value, Formulas.cast(call.nodes().load(call.tensor("weight"), sizes), compute));
    }
    return List.of(reduced(call, call.nodes().compute(self.device(), sizes, value)));
  }

  /** As {@code reduction} says. */
  static TensorValue reduced(Call call, TensorValue losses) {
    Set<Integer> all = Reductions.dimensions(losses, List.of());
    TensorValue result = switch ((int) call.integer("reduction", 1)) {
      case 0 -> losses;
      case 1 -> Reductions.mean(call.nodes(), losses, all, false, load -> load.apply(losses));
      default ->
        Reductions.reduce(call.nodes(), losses, all, false, Reduction.Kind.SUM, load -> load.apply(losses));
    };
    return Reductions.cast(call.nodes(), result, call.output().type());
  }

  private static Expression smooth(Call call, Expression x, Expression y) {
    double beta = call.real("beta", 1);
    Expression distance = distance(x, y);
    if (beta == 0) {
      return distance;
    }
    Expression far = Formulas.subtract(distance, constant(x, beta / 2));
    Expression near = Formulas.divide(Formulas.multiply(square(distance), 0.5), constant(x, beta));
    return Formulas.choice(Formulas.binary(BinaryFunction.LT, distance, constant(x, beta)), near, far);
  }

  private static Expression huber(Call call, Expression x, Expression y) {
    double delta = call.real("delta", 1);
    Expression distance = distance(x, y);
    Expression far = Formulas.multiply(Formulas.subtract(distance, constant(x, delta / 2)), delta);
    Expression near = Formulas.multiply(square(distance), 0.5);
    return Formulas.choice(Formulas.binary(BinaryFunction.LE, distance, constant(x, delta)), near, far);
  }

  /** Of counts y where x, or exp(x), are expected: with Stirling's approximation of log y! for all but the smallest y. */
  private static List<TensorValue> poisson(Call call) {
    boolean isLogarithm = call.truth("log_input", true);
    double eps = call.real("eps", 1e-8);
    return loss(call, call.tensor("input"), (x, y) -> {
      Expression loss = isLogarithm
          ? Formulas.subtract(Formulas.unary(UnaryFunction.EXP, x), Formulas.multiply(y, x))
          : Formulas.subtract(
              x, Formulas.multiply(y, Formulas.unary(UnaryFunction.LOG, Formulas.add(x, constant(x, eps)))));
      return call.truth("full", false) ? Formulas.add(loss, logFactorial(y)) : loss;
    });
  }

  private static Expression logFactorial(Expression y) {
    Expression value = Formulas.add(
        Formulas.subtract(Formulas.multiply(y, Formulas.unary(UnaryFunction.LOG, y)), y),
        Formulas.multiply(Formulas.unary(UnaryFunction.LOG, Formulas.multiply(y, 2 * Math.PI)), 0.5));
    return Formulas.choice(Formulas.binary(BinaryFunction.LE, y, constant(y, 1)), constant(y, 0), value);
  }

  /** y · (log y - x), or exp(y) · (y - x) where the target is a logarithm already. */
  private static Expression divergence(Call call, Expression x, Expression y) {
    if (call.truth("log_target", false)) {
      return Formulas.multiply(Formulas.unary(UnaryFunction.EXP, y), Formulas.subtract(y, x));
    }
    Expression logarithm = Formulas.choice(
        Formulas.binary(BinaryFunction.EQ, y, constant(y, 0)), constant(y, 0),
        Formulas.multiply(y, Formulas.unary(UnaryFunction.LOG, y)));
    return Formulas.subtract(logarithm, Formulas.multiply(y, x));
  }

  /** Logarithms are at least -100, as in PyTorch. */
  private static Expression crossEntropy(Expression x, Expression y) {
    Expression one = constant(x, 1);
    Expression positive = bounded(Formulas.unary(UnaryFunction.LOG, x));
    Expression negative = bounded(
        Formulas.unary(UnaryFunction.LOG1P, Formulas.unary(UnaryFunction.NEG, x)));
    return Formulas.subtract(
        Formulas.multiply(Formulas.subtract(y, one), negative), Formulas.multiply(y, positive));
  }

  private static Expression bounded(Expression logarithm) {
    return Formulas.binary(BinaryFunction.MAXIMUM, logarithm, constant(logarithm, -100));
  }

  private static Expression logits(Call call, Expression x, Expression y) {
    Expression one = constant(x, 1);
    Expression tail = Formulas.unary(
        UnaryFunction.LOG1P,
        Formulas.unary(
            UnaryFunction.EXP, Formulas.unary(UnaryFunction.NEG, Formulas.unary(UnaryFunction.ABS, x))));
    Expression logSigmoid = Formulas.subtract(
        Formulas.binary(BinaryFunction.MINIMUM, x, constant(x, 0)), tail);
    Expression share = logSigmoid;
    if (call.has("pos_weight")) {
      TensorValue weight = call.tensor("pos_weight");
      List<Index> sizes =
          Sizes.broadcast(call.tensor("self").sizes(), call.tensor("target").sizes());
      Expression factor = Formulas.cast(call.nodes().load(weight, sizes), x.type());
      share = Formulas.multiply(
          share, Formulas.add(Formulas.multiply(Formulas.subtract(factor, one), y), one));
    }
    return Formulas.subtract(Formulas.multiply(Formulas.subtract(one, y), x), share);
  }

  /** What the logarithm of the right class's probability lacks, weighed by class; the second result is the sum of weights. */
  static List<TensorValue> nll(Call call, TensorValue self) {
    Nodes nodes = call.nodes();
    TensorValue target = call.tensor("target");
    DataType compute = Formulas.computeType(self.type());
    int channel = self.rank() == 1 ? 0 : 1;
    Index classes = self.sizes().get(channel);
    List<Index> sizes = target.sizes();
    Expression right = Formulas.cast(nodes.load(target, sizes), DataType.INT64);
    Expression isIgnored = Formulas.binary(
        BinaryFunction.EQ, right, new Expression.Whole(call.integer("ignore_index", -100), DataType.INT64));
    Index place = new Index.Element(right, classes);
    var at = new ArrayList<Index>();
    for (int i = 0; i < sizes.size(); i++) {
      at.add(Index.axis(i));
    }
    at.add(channel, place);
    Expression weight = call.optionalTensor("weight")
        .map(weights -> Formulas.cast(nodes.load(weights, List.of(place), sizes), compute))
        .orElse(Formulas.constant(1, compute));
    Expression zero = Formulas.constant(0, compute);
    Expression loss = Formulas.multiply(
        Formulas.unary(UnaryFunction.NEG, Formulas.cast(nodes.load(self, at, sizes), compute)), weight);
    TensorValue losses = nodes.compute(self.device(), sizes, Formulas.choice(isIgnored, zero, loss));
    TensorValue weights = nodes.compute(self.device(), sizes, Formulas.choice(isIgnored, zero, weight));
    Set<Integer> all = Reductions.dimensions(losses, List.of());
    TensorValue total = Reductions.reduce(
        nodes, weights, all, false, Reduction.Kind.SUM, load -> load.apply(weights));
    TensorValue result = losses;
    if (call.integer("reduction", 1) != 0) {
      TensorValue sum = Reductions.reduce(
          nodes, losses, all, false, Reduction.Kind.SUM, load -> load.apply(losses));
      result = call.integer("reduction", 1) == 2
          ? sum
          : nodes.compute(
              self.device(), List.of(),
              Formulas.divide(nodes.load(sum, List.of()), nodes.load(total, List.of())));
    }
    return List.of(
        Reductions.cast(nodes, result, self.type()), Reductions.cast(nodes, total, self.type()));
  }

  private static Expression distance(Expression x, Expression y) {
    return Formulas.unary(UnaryFunction.ABS, Formulas.subtract(x, y));
  }

  private static Expression square(Expression x) {
    return Formulas.multiply(x, x);
  }

  private static Expression constant(Expression like, double value) {
    return Formulas.constant(value, like.type());
  }
}
