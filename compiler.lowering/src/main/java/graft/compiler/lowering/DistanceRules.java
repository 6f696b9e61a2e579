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

/** Distances of vectors, and losses that are made of them, decomposed as PyTorch does. */
final class DistanceRules {

  /** What PyTorch adds to squared lengths that it divides by. */
  private static final double COSINE_EPS = 1e-12;

  private DistanceRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::cdist.default", DistanceRules::table);
    rules.put("aten::_cdist_forward.default", DistanceRules::table);
    rules.put("aten::dist.default", DistanceRules::ofAll);
    rules.put(
        "aten::pairwise_distance.default",
        call -> List.of(
            Reductions.cast(
                call.nodes(), distance(call, call.tensor("x1"), call.tensor("x2"), call.truth("keepdim", false)),
                call.output().type())));
    rules.put("aten::triplet_margin_loss.default", DistanceRules::triplet);
    rules.put("aten::cosine_embedding_loss.default", DistanceRules::cosine);
    rules.put("aten::margin_ranking_loss.default", DistanceRules::ranking);
    rules.put("aten::hinge_embedding_loss.default", DistanceRules::hinge);
  }

  /** Between all rows of one tensor and all of the other. */
  private static List<TensorValue> table(Call call) {
    TensorValue first = Views.unsqueeze(call.tensor("x1"), call.tensor("x1").rank() - 1);
    TensorValue second = Views.unsqueeze(call.tensor("x2"), call.tensor("x2").rank() - 2);
    DataType type = call.output().type();
    var sizes = new ArrayList<>(call.outputSizes());
    sizes.add(first.sizes().getLast());
    TensorValue grid = TensorValue.whole(type, first.device(), sizes);
    TensorValue norm = NormRules.norm(
        call.nodes(), grid, Set.of(grid.rank() - 1), false, call.real("p", 2), type,
        load -> difference(load.apply(first), load.apply(second), type));
    return List.of(Reductions.cast(call.nodes(), norm, type));
  }

  private static List<TensorValue> ofAll(Call call) {
    TensorValue first = call.tensor("self");
    TensorValue second = call.tensor("other");
    DataType type = call.output().type();
    TensorValue grid =
        TensorValue.whole(type, first.device(), Sizes.broadcast(first.sizes(), second.sizes()));
    TensorValue norm = NormRules.norm(
        call.nodes(), grid, Reductions.dimensions(grid, List.of()), false, call.real("p", 2), type,
        load -> difference(load.apply(first), load.apply(second), type));
    return List.of(Reductions.cast(call.nodes(), norm, type));
  }

  private static Expression difference(Expression x, Expression y, DataType type) {
    DataType compute = Formulas.computeType(type);
    return Formulas.subtract(Formulas.cast(x, compute), Formulas.cast(y, compute));
  }

  /** The norm of {@code first - second + eps} along the last dimension. */
  private static TensorValue distance(Call call, TensorValue first, TensorValue second, boolean keep) {
    DataType type = call.output().type();
    TensorValue grid =
        TensorValue.whole(type, first.device(), Sizes.broadcast(first.sizes(), second.sizes()));
    return NormRules.norm(
        call.nodes(), grid, Set.of(grid.rank() - 1), keep, call.real("p", 2), type, load -> {
          Expression difference = difference(load.apply(first), load.apply(second), type);
          return Formulas.add(difference, Formulas.constant(call.real("eps", 1e-6), difference.type()));
        });
  }

  private static List<TensorValue> triplet(Call call) {
    TensorValue positive = call.tensor("positive");
    TensorValue negative = call.tensor("negative");
    TensorValue near = distance(call, call.tensor("anchor"), positive, false);
    TensorValue far = distance(call, call.tensor("anchor"), negative, false);
    List<Index> sizes = near.sizes();
    Expression apart = call.nodes().load(far, sizes);
    if (call.truth("swap", false)) {
      TensorValue other = distance(call, positive, negative, false);
      apart = Formulas.binary(BinaryFunction.MINIMUM, apart, call.nodes().load(other, sizes));
    }
    Expression loss = Formulas.relu(
        Formulas.add(
            Formulas.subtract(call.nodes().load(near, sizes), apart),
            Formulas.constant(call.real("margin", 1), near.type())));
    return reduced(call, sizes, loss);
  }

  private static List<TensorValue> cosine(Call call) {
    TensorValue target = call.tensor("target");
    TensorValue first = call.tensor("input1");
    TensorValue second = call.tensor("input2");
    TensorValue product = dot(call, first, second, target.rank());
    TensorValue left = dot(call, first, first, target.rank());
    TensorValue right = dot(call, second, second, target.rank());
    List<Index> sizes = product.sizes();
    DataType compute = product.type();
    Expression eps = Formulas.constant(COSINE_EPS, compute);
    Expression lengths = Formulas.unary(
        UnaryFunction.SQRT,
        Formulas.multiply(
            Formulas.add(call.nodes().load(left, sizes), eps), Formulas.add(call.nodes().load(right, sizes), eps)));
    Expression cosine = Formulas.divide(call.nodes().load(product, sizes), lengths);
    Expression goal = Formulas.cast(call.nodes().load(target, sizes), compute);
    Expression zero = Formulas.constant(0, compute);
    Expression alike = Formulas.subtract(Formulas.constant(1, compute), cosine);
    Expression unlike =
        Formulas.relu(Formulas.subtract(cosine, Formulas.constant(call.real("margin", 0), compute)));
    return reduced(
        call, sizes,
        Formulas.choice(equal(goal, 1), alike, Formulas.choice(equal(goal, -1), unlike, zero)));
  }

  private static TensorValue dot(Call call, TensorValue first, TensorValue second, int dimension) {
    DataType compute = Formulas.computeType(call.output().type());
    TensorValue grid =
        TensorValue.whole(compute, first.device(), Sizes.broadcast(first.sizes(), second.sizes()));
    return Reductions.reduce(
        call.nodes(), grid, Set.of(dimension), false, Reduction.Kind.SUM,
        load -> Formulas.multiply(
            Formulas.cast(load.apply(first), compute), Formulas.cast(load.apply(second), compute)));
  }

  private static List<TensorValue> ranking(Call call) {
    List<Index> sizes = Sizes.broadcast(
        Sizes.broadcast(call.tensor("input1").sizes(), call.tensor("input2").sizes()), call.tensor("target").sizes());
    Expression distance = Formulas.subtract(value(call, "input2", sizes), value(call, "input1", sizes));
    Expression loss = Formulas.relu(
        Formulas.add(
            Formulas.multiply(value(call, "target", sizes), distance),
            Formulas.constant(call.real("margin", 0), distance.type())));
    return reduced(call, sizes, loss);
  }

  private static List<TensorValue> hinge(Call call) {
    List<Index> sizes = Sizes.broadcast(call.tensor("self").sizes(), call.tensor("target").sizes());
    Expression x = value(call, "self", sizes);
    Expression goal = value(call, "target", sizes);
    Expression zero = Formulas.constant(0, x.type());
    Expression rest = Formulas.relu(Formulas.subtract(Formulas.constant(call.real("margin", 1), x.type()), x));
    Expression loss = Formulas.add(
        Formulas.choice(equal(goal, 1), zero, rest), Formulas.choice(equal(goal, -1), zero, x));
    return reduced(call, sizes, loss);
  }

  private static Expression value(Call call, String name, List<Index> sizes) {
    return Formulas.cast(
        call.nodes().load(call.tensor(name), sizes), Formulas.computeType(call.output().type()));
  }

  private static Expression equal(Expression x, double number) {
    return Formulas.binary(BinaryFunction.EQ, x, Formulas.constant(number, x.type()));
  }

  private static List<TensorValue> reduced(Call call, List<Index> sizes, Expression losses) {
    return List.of(LossRules.reduced(call, call.nodes().compute(call.output().device(), sizes, losses)));
  }
}
