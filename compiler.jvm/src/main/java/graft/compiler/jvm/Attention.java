package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch's {@code scaled_dot_product_attention}: softmax(query · keyᵀ · scale + mask) · value for each batch and head. All
 * operands have the same leading dimensions. A query that may look at nothing gets zeros, as in PyTorch.
 */
final class Attention implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    Tensor query = arguments.tensor("query");
    var sizes = new ArrayList<>(Arrays.stream(query.shape()).boxed().toList());
    sizes.set(query.rank() - 1, arguments.tensor("value").shape()[query.rank() - 1]);
    return List.of(new ResultShape(query.type(), sizes));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor query = arguments.tensor("query");
    long width = query.shape()[query.rank() - 1];
    double scale = arguments.real("scale", 1 / Math.sqrt((double) width));
    boolean isCausal = arguments.truth("is_causal", false);
    var operands =
        new ArrayList<>(List.of(query, arguments.tensor("key"), arguments.tensor("value"), results.getFirst()));
    arguments.optionalTensor("attn_mask").ifPresent(operands::add);
    attend(operands, scale, isCausal);
  }

  /** Goes through the leading dimensions. */
  private static void attend(List<Tensor> operands, double scale, boolean isCausal) {
    Tensor query = operands.getFirst();
    if (query.rank() == 2) {
      attendOne(operands, scale, isCausal);
      return;
    }
    for (long i = 0; i < query.shape()[0]; i++) {
      long position = i;
      attend(operands.stream().map(operand -> RealMatrix.part(operand, position)).toList(), scale, isCausal);
    }
  }

  private static void attendOne(List<Tensor> operands, double scale, boolean isCausal) {
    Tensor query = operands.getFirst();
    Tensor key = operands.get(1);
    Tensor value = operands.get(2);
    int rows = (int) query.shape()[0];
    int columns = (int) key.shape()[0];
    double[] scores = new double[Math.multiplyExact(rows, columns)];
    RealMatrix.multiply(
        RealMatrix.read(query), RealMatrix.read(transposed(key)), scores, rows, (int) query.shape()[1], columns);
    for (int i = 0; i < scores.length; i++) {
      scores[i] *= scale;
    }
    if (operands.size() > 4) {
      mask(scores, operands.get(4));
    }
    for (int row = 0; row < rows; row++) {
      if (isCausal && row + 1 < columns) {
        Arrays.fill(scores, row * columns + row + 1, (row + 1) * columns, Double.NEGATIVE_INFINITY);
      }
      softmax(scores, row * columns, columns);
    }
    double[] result = new double[Math.toIntExact(operands.get(3).elements())];
    RealMatrix.multiply(scores, RealMatrix.read(value), result, rows, columns, (int) value.shape()[1]);
    RealMatrix.write(result, operands.get(3));
  }

  /** Adds a mask of numbers, or leaves only the places where one of truth values is true. */
  private static void mask(double[] scores, Tensor mask) {
    if (mask.type() != DataType.BOOL) {
      double[] added = RealMatrix.read(mask);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += added[i];
      }
      return;
    }
    Elements.WholeReader reader = Elements.wholeReader(DataType.BOOL);
    int columns = (int) mask.shape()[1];
    long[] strides = mask.strides();
    for (int i = 0; i < scores.length; i++) {
      long position = i / columns * strides[0] + i % columns * strides[1];
      if (reader.read(mask.data(), position) == 0) {
        scores[i] = Double.NEGATIVE_INFINITY;
      }
    }
  }

  private static void softmax(double[] scores, int start, int length) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = start; i < start + length; i++) {
      max = Math.max(max, scores[i]);
    }
    double sum = 0;
    for (int i = start; i < start + length; i++) {
      scores[i] = max == Double.NEGATIVE_INFINITY ? 0 : Math.exp(scores[i] - max);
      sum += scores[i];
    }
    for (int i = start; i < start + length && sum != 0; i++) {
      scores[i] /= sum;
    }
  }

  private static Tensor transposed(Tensor matrix) {
    return Tensor.of(
        matrix.type(),
        new long[]{matrix.shape()[1], matrix.shape()[0]},
        new long[]{matrix.strides()[1], matrix.strides()[0]},
        matrix.data());
  }
}
