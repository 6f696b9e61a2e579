package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Computes matrices from matrices in double precision, each batch alike: sizes before those of the matrices are the same in all
 * operands and results.
 *
 * @param operands names of the operands, each a matrix
 * @param wholes how many results, the last ones, are {@code int32}; the others have the first operand's type
 * @param shapes the shape side for one batch
 * @param function the results' elements for one batch, row-major
 */
record MatrixKernel(List<String> operands, int wholes, Shapes shapes, Function function) implements Kernel {

  /** Sizes of the results, each a matrix, a vector or a number. */
  interface Shapes {

    /**
     * Tells them.
     *
     * @param sizes rows and columns of each operand
     */
    List<List<Long>> of(List<long[]> sizes, Arguments arguments);
  }

  /** Computes the results. */
  interface Function {

    /** Elements of each result, row-major. */
    List<double[]> apply(List<DMatrixRMaj> operands, Arguments arguments);
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    List<Tensor> tensors = tensors(arguments);
    Tensor first = tensors.getFirst();
    List<Long> batch = Arrays.stream(first.shape()).limit(first.rank() - 2L).boxed().toList();
    List<List<Long>> sizes = shapes.of(tensors.stream().map(MatrixKernel::size).toList(), arguments);
    var results = new ArrayList<ResultShape>();
    for (int i = 0; i < sizes.size(); i++) {
      var all = new ArrayList<>(batch);
      all.addAll(sizes.get(i));
      results.add(new ResultShape(i < sizes.size() - wholes ? first.type() : DataType.INT32, all));
    }
    return results;
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    List<Tensor> tensors = tensors(arguments);
    List<double[]> elements = tensors.stream().map(RealMatrix::read).toList();
    List<double[]> computed = results.stream().map(result -> new double[(int) result.elements()]).toList();
    int batches = 1;
    for (int i = 0; i < tensors.getFirst().rank() - 2; i++) {
      batches = Math.multiplyExact(batches, (int) tensors.getFirst().shape()[i]);
    }
    for (int batch = 0; batch < batches; batch++) {
      var matrices = new ArrayList<DMatrixRMaj>();
      for (int i = 0; i < tensors.size(); i++) {
        matrices.add(matrix(tensors.get(i), elements.get(i), batch));
      }
      List<double[]> values = function.apply(matrices, arguments);
      for (int i = 0; i < values.size(); i++) {
        double[] part = values.get(i);
        System.arraycopy(part, 0, computed.get(i), batch * part.length, part.length);
      }
    }
    for (int i = 0; i < results.size(); i++) {
      RealMatrix.write(computed.get(i), results.get(i));
    }
  }

  private List<Tensor> tensors(Arguments arguments) {
    return operands.stream().map(arguments::tensor).toList();
  }

  private static long[] size(Tensor tensor) {
    return Arrays.copyOfRange(tensor.shape(), tensor.rank() - 2, tensor.rank());
  }

  private static DMatrixRMaj matrix(Tensor tensor, double[] elements, int batch) {
    long[] size = size(tensor);
    int length = Math.toIntExact(size[0] * size[1]);
    return DMatrixRMaj.wrap(
        (int) size[0], (int) size[1], Arrays.copyOfRange(elements, batch * length, (batch + 1) * length));
  }
}
