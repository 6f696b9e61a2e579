package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    Expression centred = Formulas.subtract(
        Formulas.cast(call.nodes().load(input, sizes), compute),
        channel(call, call.tensor("running_mean"), input, compute));
    Expression value = Formulas.multiply(centred, channel(call, scale(call, compute), input, compute));
    Optional<TensorValue> bias = call.optionalTensor("bias");
    if (bias.isPresent()) {
      value = Formulas.add(value, channel(call, bias.get(), input, compute));
    }
    return call.nodes().compute(input.device(), sizes, Formulas.cast(value, input.type()));
  }

  /** What each channel is multiplied with: of its own, so that it need not be computed for each element. */
  private static TensorValue scale(Call call, DataType compute) {
    Nodes nodes = call.nodes();
    TensorValue variance = call.tensor("running_var");
    Expression padded = Formulas.add(
        Formulas.cast(nodes.load(variance, variance.sizes()), compute),
        Formulas.constant(call.real("eps", 1e-5), compute));
    Expression scale = Formulas.unary(UnaryFunction.RSQRT, padded);
    Optional<TensorValue> weight = call.optionalTensor("weight");
    if (weight.isPresent()) {
      scale = Formulas.multiply(scale, Formulas.cast(nodes.load(weight.get(), variance.sizes()), compute));
    }
    return nodes.compute(variance.device(), variance.sizes(), scale);
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
    GroupStatistics statistics = GroupStatistics.of(nodes, input, groups, compute);
    TensorValue variance = statistics.variance();
    Expression padded = Formulas.add(
        nodes.load(variance, variance.sizes()), Formulas.constant(call.real("eps", 1e-5), compute));
    TensorValue scale =
        nodes.compute(input.device(), variance.sizes(), Formulas.unary(UnaryFunction.RSQRT, padded));
    List<Index> sizes = input.sizes();
    Index channels = sizes.get(1).quotient(groups, List.of());
    Expression value;
    if (nodes.isChannelsLast(input)) {
      value = byChannel(call, input, statistics.mean(), scale, channels);
    } else {
      List<Index> at = List.of(Index.axis(0), Index.axis(1).quotient(channels, sizes));
      Expression normalized = Formulas.multiply(
          Formulas.subtract(
              Formulas.cast(nodes.load(input, sizes), compute), nodes.load(statistics.mean(), at, sizes)),
          nodes.load(scale, at, sizes));
      value = affine(call, normalized, input, compute);
    }
    return List.of(
        nodes.compute(input.device(), sizes, Formulas.cast(value, input.type())),
        Reductions.cast(nodes, statistics.mean(), input.type()),
        Reductions.cast(nodes, scale, input.type()));
  }

  /** A factor and a summand for each channel of each image, as PyTorch's kernel for images with the channels last has them. */
  private static Expression byChannel(
      Call call, TensorValue input, TensorValue mean, TensorValue scale, Index channels) {
    Nodes nodes = call.nodes();
    DataType compute = scale.type();
    List<Index> sizes = input.sizes().subList(0, 2);
    List<Index> group = List.of(Index.axis(0), Index.axis(1).quotient(channels, sizes));
    Expression weight = nodes.load(scale, group, sizes);
    Optional<TensorValue> given = call.optionalTensor("weight");
    if (given.isPresent()) {
      weight = Formulas.multiply(
          weight, Formulas.cast(nodes.load(given.get(), List.of(Index.axis(1)), sizes), compute));
    }
    TensorValue factor = nodes.compute(input.device(), sizes, weight);
    Expression shift = Formulas.unary(
        UnaryFunction.NEG, Formulas.multiply(nodes.load(mean, group, sizes), nodes.load(factor, sizes)));
    Optional<TensorValue> bias = call.optionalTensor("bias");
    if (bias.isPresent()) {
      shift = Formulas.add(
          shift, Formulas.cast(nodes.load(bias.get(), List.of(Index.axis(1)), sizes), compute));
    }
    TensorValue summand = nodes.compute(input.device(), sizes, shift);
    List<Index> at = List.of(Index.axis(0), Index.axis(1));
    return Formulas.add(
        Formulas.multiply(
            Formulas.cast(nodes.load(input, input.sizes()), compute), nodes.load(factor, at, input.sizes())),
        nodes.load(summand, at, input.sizes()));
  }
}
