package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** PyTorch's {@code mm}, {@code bmm} and {@code addmm}, by plain loops: what there is where no library is. */
final class MatrixProduct implements Kernel {

  private final String first;

  /** The operator whose first matrix is the argument of that name; the second is {@code mat2}. */
  MatrixProduct(String first) {
    this.first = first;
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    Tensor left = arguments.tensor(first);
    long[] shape = left.shape();
    shape[shape.length - 1] = arguments.tensor("mat2").shape()[shape.length - 1];
    return List.of(new ResultShape(left.type(), Arrays.stream(shape).boxed().toList()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor left = arguments.tensor(first);
    Tensor right = arguments.tensor("mat2");
    Tensor result = results.getFirst();
    if (result.rank() == 2) {
      multiply(arguments, left, right, result);
      return;
    }
    for (long batch = 0; batch < result.shape()[0]; batch++) {
      multiply(
          arguments, RealMatrix.part(left, batch), RealMatrix.part(right, batch), RealMatrix.part(result, batch));
    }
  }

  private void multiply(Arguments arguments, Tensor left, Tensor right, Tensor result) {
    if (!result.type().isFloatingPoint()) {
      multiplyWhole(arguments, left, right, result);
      return;
    }
    int rows = (int) left.shape()[0];
    int inner = (int) left.shape()[1];
    int columns = (int) right.shape()[1];
    double[] sums = new double[Math.multiplyExact(rows, columns)];
    RealMatrix.multiply(RealMatrix.read(left), RealMatrix.read(right), sums, rows, inner, columns);
    double alpha = arguments.real("alpha", 1);
    double beta = first.equals("self") ? 0 : arguments.real("beta", 1);
    // With beta 0 the bias does not count, NaN or not.
    double[] bias = beta == 0 ? new double[sums.length] : RealMatrix.read(arguments.tensor("self"));
    for (int i = 0; i < sums.length; i++) {
      sums[i] = alpha * sums[i] + beta * bias[i];
    }
    RealMatrix.write(sums, result);
  }

  private void multiplyWhole(Arguments arguments, Tensor left, Tensor right, Tensor result) {
    DataType type = result.type();
    Elements.WholeReader reader = Elements.wholeReader(type);
    Elements.WholeWriter writer = Elements.wholeWriter(type);
    boolean hasBias = !first.equals("self");
    long alpha = (long) arguments.real("alpha", 1);
    long beta = (long) arguments.real("beta", 1);
    for (long i = 0; i < result.shape()[0]; i++) {
      for (long j = 0; j < result.shape()[1]; j++) {
        long sum = 0;
        for (long k = 0; k < left.shape()[1]; k++) {
          sum += reader.read(left.data(), position(left, i, k)) * reader.read(right.data(), position(right, k, j));
        }
        if (hasBias) {
          Tensor bias = arguments.tensor("self");
          sum = alpha * sum + beta * reader.read(bias.data(), position(bias, i, j));
        }
        writer.write(result.data(), position(result, i, j), Elements.wrap(type, sum));
      }
    }
  }

  private static long position(Tensor matrix, long row, long column) {
    return row * matrix.strides()[0] + column * matrix.strides()[1];
  }
}
