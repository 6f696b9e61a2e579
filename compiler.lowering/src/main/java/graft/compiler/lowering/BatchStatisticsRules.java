package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Normalisation over batches by the statistics of the batch, which may also move the stored ones along. */
final class BatchStatisticsRules {

  private BatchStatisticsRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::batch_norm.default", call -> normalize(call).subList(0, 1));
    for (String name : List.of(
        "native_batch_norm.default", "_native_batch_norm_legit.default", "_native_batch_norm_legit.no_stats",
        "_native_batch_norm_legit_functional.default")) {
      rules.put("aten::" + name, call -> typed(call, normalize(call)));
    }
    rules.put(
        "aten::_batch_norm_with_update_functional.default", call -> typed(call, functionalUpdate(call)));
  }

  private static List<TensorValue> normalize(Call call) {
    TensorValue input = call.tensor("input");
    if (input.rank() < 2) {
      Agreement.equal(Index.product(input.sizes()), Index.of(0), "a batch without channels");
      return List.of(call.nodes().clone(input));
    }
    boolean isFunctional = call.operator().packet().endsWith("_functional");
    boolean hasStored = call.optionalTensor("running_mean").isPresent();
    if (!call.truth("training", false)) {
      var results = new ArrayList<>(NormalizationRules.nativeBatchNorm(call));
      if (isFunctional) {
        results.addAll(List.of(call.tensor("running_mean"), call.tensor("running_var")));
      }
      return results;
    }
    Statistics statistics = Statistics.of(call);
    var results = new ArrayList<>(normalized(call, statistics));
    if (isFunctional) {
      results.addAll(moved(call, statistics));
    } else if (hasStored) {
      List<TensorValue> moved = moved(call, statistics);
      assign(call, "running_mean", moved.getFirst());
      assign(call, "running_var", moved.getLast());
    }
    return results;
  }

  /** Results, statistics, nothing for a later backward pass, and the moved statistics. */
  private static List<TensorValue> functionalUpdate(Call call) {
    Statistics statistics = Statistics.of(call);
    var results = new ArrayList<>(normalized(call, statistics));
    TensorMeta reserve = call.graph().tensor(call.defines().get(3));
    results.add(call.nodes().empty(reserve.type(), reserve.device(), Sizes.of(reserve.sizes())));
    results.addAll(moved(call, statistics));
    return results;
  }

  private static void assign(Call call, String name, TensorValue value) {
    TensorValue target = call.tensor(name);
    call.nodes().assign(target, call.nodes().load(value, target.sizes()));
  }

  /**
   * What a batch is like, for each channel.
   *
   * @param mean the mean, of size 1 along all dimensions but the channels'
   * @param variance the mean of the squares of what differs from the mean, of the same sizes
   * @param count how many elements a channel has, as a value
   */
  private record Statistics(TensorValue mean, TensorValue variance, Expression count) {

    static Statistics of(Call call) {
      TensorValue input = call.tensor("input");
      DataType compute = Formulas.computeType(input.type());
      Set<Integer> dimensions = new TreeSet<>(IntStream.range(0, input.rank()).boxed().toList());
      dimensions.remove(1);
      TensorValue mean = Reductions.mean(
          call.nodes(), input, dimensions, true, load -> Formulas.cast(load.apply(input), compute));
      TensorValue variance = Reductions.mean(call.nodes(), input, dimensions, true, load -> {
        Expression deviation = Formulas.subtract(Formulas.cast(load.apply(input), compute), load.apply(mean));
        return Formulas.multiply(deviation, deviation);
      });
      return new Statistics(mean, variance, Reductions.count(input, dimensions, compute));
    }
  }

  /** Result, mean and reciprocal of the standard deviation. */
  private static List<TensorValue> normalized(Call call, Statistics statistics) {
    Nodes nodes = call.nodes();
    TensorValue input = call.tensor("input");
    List<Index> sizes = input.sizes();
    TensorValue mean = statistics.mean();
    DataType compute = mean.type();
    Expression padded = Formulas.add(
        nodes.load(statistics.variance(), mean.sizes()), Formulas.constant(call.real("eps", 1e-5), compute));
    TensorValue scale = nodes.compute(input.device(), mean.sizes(), Formulas.unary(UnaryFunction.RSQRT, padded));
    Expression value = Formulas.multiply(
        Formulas.subtract(Formulas.cast(nodes.load(input, sizes), compute), nodes.load(mean, sizes)),
        nodes.load(scale, sizes));
    TensorValue result = nodes.compute(
        input.device(), sizes,
        Formulas.cast(NormalizationRules.affine(call, value, input, compute), input.type()));
    return List.of(result, perChannel(mean), perChannel(scale));
  }

  /** The stored statistics moved towards the batch's by {@code momentum}; that variance divides by one less than the count. */
  private static List<TensorValue> moved(Call call, Statistics statistics) {
    DataType compute = statistics.mean().type();
    Expression one = Formulas.constant(1, compute);
    Expression correction =
        Formulas.divide(statistics.count(), Formulas.subtract(statistics.count(), one));
    return List.of(
        moved(call, "running_mean", statistics.mean(), one),
        moved(call, "running_var", statistics.variance(), correction));
  }

  private static TensorValue moved(Call call, String name, TensorValue towards, Expression factor) {
    Nodes nodes = call.nodes();
    TensorValue stored = call.tensor(name);
    double momentum = call.real("momentum", 0.1);
    DataType compute = towards.type();
    Expression old = Formulas.cast(nodes.load(stored, stored.sizes()), compute);
    Expression value = Formulas.add(
        Formulas.multiply(old, 1 - momentum),
        Formulas.multiply(
            Formulas.multiply(nodes.load(perChannel(towards), stored.sizes()), factor), momentum));
    return nodes.compute(stored.device(), stored.sizes(), Formulas.cast(value, stored.type()));
  }

  /** Results in the types that the model says: of half precision, some statistics are not. */
  private static List<TensorValue> typed(Call call, List<TensorValue> results) {
    var typed = new ArrayList<TensorValue>();
    for (int i = 0; i < results.size(); i++) {
      TensorValue result = results.get(i);
      typed.add(
          i < call.defines().size()
              ? Reductions.cast(call.nodes(), result, call.graph().tensor(call.defines().get(i)).type())
              : result);
    }
    return typed;
  }

  private static TensorValue perChannel(TensorValue statistic) {
    return Views.reshape(statistic, List.of(statistic.sizes().get(1)));
  }
}
