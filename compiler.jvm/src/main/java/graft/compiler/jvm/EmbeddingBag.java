package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The first result of PyTorch's {@code _embedding_bag}: rows of a table, summed, averaged or their largest for each bag of
 * indices. A bag reaches from its offset to the next one. Indices equal to {@code padding_idx} do not count.
 */
final class EmbeddingBag implements Kernel {

  private static final int MEAN = 1;
  private static final int MAX = 2;

  @Override
  public List<ResultShape> results(Arguments arguments) {
    Tensor weight = arguments.tensor("weight");
    return List.of(new ResultShape(weight.type(), List.of(bags(arguments), weight.shape()[1])));
  }

  private static long bags(Arguments arguments) {
    return arguments.tensor("offsets").shape()[0] - (arguments.truth("include_last_offset", false) ? 1 : 0);
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor offsets = arguments.tensor("offsets");
    Tensor indices = arguments.tensor("indices");
    Elements.WholeReader reader = Elements.wholeReader(offsets.type());
    for (long bag = 0; bag < bags(arguments); bag++) {
      long start = reader.read(offsets.data(), bag * offsets.strides()[0]);
      long end = bag + 1 < offsets.shape()[0]
          ? reader.read(offsets.data(), (bag + 1) * offsets.strides()[0])
          : indices.shape()[0];
      if (start < 0 || end < start || end > indices.shape()[0]) {
        throw new IndexOutOfBoundsException(
            "bag " + bag + " reaches from " + start + " to " + end + " of " + indices.shape()[0] + " indices");
      }
      bag(arguments, results.getFirst(), bag, start, end);
    }
  }

  private static void bag(Arguments arguments, Tensor result, long bag, long start, long end) {
    Tensor weight = arguments.tensor("weight");
    Tensor indices = arguments.tensor("indices");
    Optional<Tensor> shares = arguments.optionalTensor("per_sample_weights");
    long mode = arguments.integer("mode", 0);
    long padding = arguments.integer("padding_idx", -1);
    Elements.WholeReader indexReader = Elements.wholeReader(indices.type());
    Elements.RealReader reader = Elements.realReader(weight.type());
    Elements.RealWriter writer = Elements.realWriter(weight.type());
    double[] row = new double[Math.toIntExact(weight.shape()[1])];
    long count = 0;
    for (long i = start; i < end; i++) {
      long index = Places.index(
          indexReader.read(indices.data(), i * indices.strides()[0]), weight.shape()[0]);
      if (index == padding) {
        continue;
      }
      double share = shares.isPresent() ? read(shares.get(), i) : 1;
      for (int j = 0; j < row.length; j++) {
        double value = reader.read(weight.data(), index * weight.strides()[0] + j * weight.strides()[1]);
        row[j] = mode == MAX && count > 0 ? Math.max(row[j], value) : mode == MAX ? value : row[j] + share * value;
      }
      count++;
    }
    for (int j = 0; j < row.length; j++) {
      writer.write(
          result.data(), bag * result.strides()[0] + j * result.strides()[1],
          mode == MEAN && count > 0 ? row[j] / count : row[j]);
    }
  }

  private static double read(Tensor vector, long place) {
    DataType type = vector.type();
    return Elements.realReader(type).read(vector.data(), place * vector.strides()[0]);
  }
}
