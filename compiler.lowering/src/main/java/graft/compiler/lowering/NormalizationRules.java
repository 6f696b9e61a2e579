package graft.compiler.lowering;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Normalisation over batches with stored statistics, and over groups of channels, decomposed as PyTorch does. */
final class NormalizationRules {

  private NormalizationRules() {}

  static void register(Map<String, Rule> rules) {
    rules.put("aten::_native_batch_norm_legit_no_training.default", NormalizationRules::nativeBatchNorm);
    rules.put("aten::group_norm.default", call -> groupNorm(call, call.index("num_groups", 1)).subList(0, 1));
    rules.put("aten::native_group_norm.default", call -> groupNorm(call, call.index("group", 1)));
    rules.put("aten::instance_norm.default", NormalizationRules::instanceNorm);
  }

  /** In inference the saved statistics are empty. */
  static List<TensorValue> nativeBatchNorm(Call call) {
    TensorValue input = call.tensor("input");
    DataType type = call.defines().size() > 1
        ? call.graph().tensor(call.defines().get(1)).type()
        : Formulas.computeType(input.type());
    TensorValue none = call.nodes().empty(type, input.device(), List.of(Index.of(0)));
    return List.of(withStoredStatistics(call), none, none);
  }

  private static TensorValue withStoredStatistics(Call call) {
    TensorValue input = call.tensor("input");
    DataType compute = Formulas.computeType(input.type());
    List<Index> sizes = input.sizes();
    Expression scale = Formulas.unary(
        UnaryFunction.RSQRT,
        Formulas.add(
            channel(call, call.tensor("running_var"), input, compute),
            Formulas.constant(call.real("eps", 1e-5), compute)));
    Expression centred = Formulas.subtract(
        Formulas.cast(call.nodes().load(input, sizes), compute),
        channel(call, call.tensor("running_mean"), input, compute));
    Expression value = affine(call, Formulas.multiply(centred, scale), input, compute);
    return call.nodes().compute(input.device(), sizes, Formulas.cast(value, input.type()));
  }

  /** A normalized value of an image times the weight of its channel plus the bias, where the call has these. */
  static Expression affine(Call call, Expression normalized, TensorValue input, DataType compute) {
    Expression value = normalized;
    Optional<TensorValue> weight = call.optionalTensor("weight");
    if (weight.isPresent()) {
      value = Formulas.multiply(value, channel(call, weight.get(), input, compute));
    }
    Optional<TensorValue> bias = call.optionalTensor("bias");
    if (bias.isPresent()) {
      value = Formulas.add(value, channel(call, bias.get(), input, compute));
    }
    return value;
  }

  /** A value of each channel, at dimension 1 of the input. */
  private static Expression channel(Call call, TensorValue perChannel, TensorValue input, DataType compute) {
    return Formulas.cast(call.nodes().load(perChannel, List.of(Index.axis(1)), input.sizes()), compute);
  }

  private static List<TensorValue> instanceNorm(Call call) {
    if (!call.truth("use_input_stats", true)) {
      return List.of(withStoredStatistics(call));
    }
    if (call.has("running_mean")) {
      throw new UnsupportedException("statistics are updated: the model is in training mode");
    }
    return groupNorm(call, call.tensor("input").sizes().get(1)).subList(0, 1);
  }

  /** Result, and mean and reciprocal of the standard deviation of each image and group of channels. */
  private static List<TensorValue> groupNorm(Call call, Index groups) {
    Nodes nodes = call.nodes();
    TensorValue input = call.tensor("input");
    DataType compute = Formulas.computeType(input.type());
    Index images = input.sizes().get(0);
    Index share = input.sizes().get(1).quotient(groups, List.of()).times(
        Index.product(input.sizes().subList(2, input.rank())));
    TensorValue grouped = Views.reshape(input, List.of(images, groups, share));
    TensorValue mean = Reductions.mean(
        nodes, grouped, Set.of(2), true, load -> Formulas.cast(load.apply(grouped), compute));
    TensorValue variance = Reductions.mean(nodes, grouped, Set.of(2), true, load -> {
      Expression deviation = Formulas.subtract(Formulas.cast(load.apply(grouped), compute), load.apply(mean));
      return Formulas.multiply(deviation, deviation);
    });
    Expression padded = Formulas.binary(
        BinaryFunction.ADD,
        nodes.load(variance, variance.sizes()),
        Formulas.constant(call.real("eps", 1e-5), compute));
    TensorValue scale =
        nodes.compute(input.device(), variance.sizes(), Formulas.unary(UnaryFunction.RSQRT, padded));
    List<Index> sizes = input.sizes();
    Index group = Index.axis(1).quotient(input.sizes().get(1).quotient(groups, List.of()), sizes);
    List<Index> at = List.of(Index.axis(0), group, Index.of(0));
    Expression normalized = Formulas.multiply(
        Formulas.subtract(Formulas.cast(nodes.load(input, sizes), compute), nodes.load(mean, at, sizes)),
        nodes.load(scale, at, sizes));
    Expression value = affine(call, normalized, input, compute);
    List<Index> statistics = List.of(images, groups);
    return List.of(
        nodes.compute(input.device(), sizes, Formulas.cast(value, input.type())),
        Reductions.cast(nodes, Views.reshape(mean, statistics), input.type()),
        Reductions.cast(nodes, Views.reshape(scale, statistics), input.type()));
  }
}
