package graft.compiler.lowering;

import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What groups of channels are like.
 *
 * @param mean of images × groups
 * @param variance the mean of the squares of what differs from the mean, of the same sizes
 */
record GroupStatistics(TensorValue mean, TensorValue variance) {

  static GroupStatistics of(Nodes nodes, TensorValue input, Index groups, DataType compute) {
    return nodes.isChannelsLast(input) ? ofChannels(nodes, input, groups, compute)
        : ofAll(nodes, input, groups, compute);
  }

  private static GroupStatistics ofAll(Nodes nodes, TensorValue input, Index groups, DataType compute) {
    Index share = input.sizes().get(1).quotient(groups, List.of()).times(
        Index.product(input.sizes().subList(2, input.rank())));
    TensorValue grouped = Views.reshape(input, List.of(input.sizes().getFirst(), groups, share));
    return over(nodes, grouped, Set.of(2), compute);
  }

  /**
   * First of each channel, whose neighbours lie beside it, then of the channels together: the variance is that within the channels
   * and that between them (Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances",
   * 1979).
   */
  private static GroupStatistics ofChannels(Nodes nodes, TensorValue input, Index groups, DataType compute) {
    Set<Integer> places = new TreeSet<>(IntStream.range(2, input.rank()).boxed().toList());
    GroupStatistics channels = over(nodes, input, places, compute);
    Index images = input.sizes().getFirst();
    List<Index> sizes = List.of(images, groups, input.sizes().get(1).quotient(groups, List.of()));
    TensorValue means = Views.reshape(channels.mean, sizes);
    TensorValue variances = Views.reshape(channels.variance, sizes);
    TensorValue mean = Reductions.mean(nodes, means, Set.of(2), true, load -> load.apply(means));
    TensorValue variance = Reductions.mean(nodes, means, Set.of(2), true, load -> {
      Expression deviation = Formulas.subtract(load.apply(means), load.apply(mean));
      return Formulas.add(load.apply(variances), Formulas.multiply(deviation, deviation));
    });
    return perGroup(mean, variance);
  }

  private static GroupStatistics over(Nodes nodes, TensorValue input, Set<Integer> dimensions, DataType compute) {
    TensorValue mean = Reductions.mean(
        nodes, input, dimensions, true, load -> Formulas.cast(load.apply(input), compute));
    TensorValue variance = Reductions.mean(nodes, input, dimensions, true, load -> {
      Expression deviation = Formulas.subtract(Formulas.cast(load.apply(input), compute), load.apply(mean));
      return Formulas.multiply(deviation, deviation);
    });
    return perGroup(mean, variance);
  }

  private static GroupStatistics perGroup(TensorValue mean, TensorValue variance) {
    List<Index> sizes = mean.sizes().subList(0, 2);
    return new GroupStatistics(Views.reshape(mean, sizes), Views.reshape(variance, sizes));
  }
}
