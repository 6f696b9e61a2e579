package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** PyTorch's {@code sort}: values and where they came from, equal ones in their order, NaN as the largest. */
final class Sort implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    ResultShape values = ResultShape.like(arguments.tensor("self"));
    return List.of(values, new ResultShape(DataType.INT64, values.sizes()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor self = arguments.tensor("self");
    if (self.rank() == 0) {
      Copies.copy(self, results.getFirst());
      Elements.wholeWriter(DataType.INT64).write(results.get(1).data(), 0, 0);
      return;
    }
    long number = arguments.integer("dim", -1);
    int dimension = (int) (number < 0 ? number + self.rank() : number);
    boolean descending = arguments.truth("descending", false);
    forEachLine(self, results, dimension, 0, new long[3], starts -> sort(self, results, dimension, descending, starts));
  }

  /** What is done with a line of elements, given where it starts in the source and in each result. */
  private interface Line {
    void at(long[] starts);
  }

  private static void forEachLine(
      Tensor self, List<Tensor> results, int along, int dimension, long[] starts, Line line) {
    if (dimension == self.rank()) {
      line.at(starts);
      return;
    }
    long count = dimension == along ? 1 : self.shape()[dimension];
    for (long i = 0; i < count; i++) {
      long[] next = {
          starts[0] + i * self.strides()[dimension],
          starts[1] + i * results.getFirst().strides()[dimension],
          starts[2] + i * results.get(1).strides()[dimension]
      };
      forEachLine(self, results, along, dimension + 1, next, line);
    }
  }

  private static void sort(Tensor self, List<Tensor> results, int dimension, boolean descending, long[] starts) {
    int length = (int) self.shape()[dimension];
    long step = self.strides()[dimension];
    var order = new ArrayList<>(IntStream.range(0, length).boxed().toList());
    Comparator<Integer> comparator = comparator(self, starts[0], step);
    order.sort(descending ? comparator.reversed() : comparator);
    int bytes = self.type().bytes();
    Tensor values = results.getFirst();
    Tensor places = results.get(1);
    Elements.WholeWriter writer = Elements.wholeWriter(DataType.INT64);
    for (int i = 0; i < length; i++) {
      long from = (starts[0] + order.get(i) * step) * bytes;
      long to = (starts[1] + i * values.strides()[dimension]) * bytes;
      MemorySegment.copy(self.data(), from, values.data(), to, bytes);
      writer.write(places.data(), starts[2] + i * places.strides()[dimension], order.get(i));
    }
  }

  private static Comparator<Integer> comparator(Tensor self, long start, long step) {
    if (self.type().isFloatingPoint()) {
      Elements.RealReader reader = Elements.realReader(self.type());
      // Adding zero makes the two zeros equal, as they are in PyTorch.
      return Comparator.comparingDouble(i -> reader.read(self.data(), start + i * step) + 0.0);
    }
    Elements.WholeReader reader = Elements.wholeReader(self.type());
    return Comparator.comparingLong(i -> reader.read(self.data(), start + i * step));
  }
}
