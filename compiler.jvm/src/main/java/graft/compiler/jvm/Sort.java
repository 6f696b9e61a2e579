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

/**
 * PyTorch's {@code sort} and {@code topk}: values and where they came from, equal ones in their order, NaN as the largest.
 */
final class Sort implements Kernel {

  private final boolean isPartial;

  private Sort(boolean isPartial) {
    this.isPartial = isPartial;
  }

  /** All elements, smallest first unless {@code descending}. */
  static Sort all() {
    return new Sort(false);
  }

  /** The first {@code k}, largest first unless {@code largest} is false. */
  static Sort first() {
    return new Sort(true);
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    Tensor self = arguments.tensor("self");
    ResultShape values = ResultShape.like(self);
    if (isPartial && self.rank() > 0) {
      var sizes = new ArrayList<>(values.sizes());
      sizes.set(Places.dimension(arguments.integer("dim", -1), self), arguments.integer("k", 0));
      values = new ResultShape(self.type(), sizes);
    }
    return List.of(values, new ResultShape(DataType.INT64, values.sizes()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor self = arguments.tensor("self");
    int dimension = Places.dimension(arguments.integer("dim", -1), self);
    boolean descending = isPartial ? arguments.truth("largest", true) : arguments.truth("descending", false);
    int count = Lines.length(results.getFirst(), dimension);
    if (count > Lines.length(self, dimension)) {
      throw new IllegalArgumentException("k is " + count + " of " + Lines.length(self, dimension) + " elements");
    }
    Lines.forEach(
        dimension, starts -> sort(self, results, dimension, descending, count, starts), self, results.getFirst(),
        results.get(1));
  }

  private static void sort(
      Tensor self, List<Tensor> results, int dimension, boolean descending, int count, long[] starts) {
    long step = Lines.step(self, dimension);
    var order = new ArrayList<>(IntStream.range(0, Lines.length(self, dimension)).boxed().toList());
    Comparator<Integer> comparator = comparator(self, starts[0], step);
    order.sort(descending ? comparator.reversed() : comparator);
    int bytes = self.type().bytes();
    Tensor values = results.getFirst();
    Tensor places = results.get(1);
    Elements.WholeWriter writer = Elements.wholeWriter(DataType.INT64);
    for (int i = 0; i < count; i++) {
      long from = (starts[0] + order.get(i) * step) * bytes;
      long to = (starts[1] + i * Lines.step(values, dimension)) * bytes;
      MemorySegment.copy(self.data(), from, values.data(), to, bytes);
      writer.write(places.data(), starts[2] + i * Lines.step(places, dimension), order.get(i));
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
