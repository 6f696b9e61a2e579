package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** PyTorch's {@code cummax} and {@code cummin}: the extreme so far and where it is, the last of equal ones. NaN wins. */
final class RunningExtreme implements Kernel {

  private final boolean isLargest;

  private RunningExtreme(boolean isLargest) {
    this.isLargest = isLargest;
  }

  static RunningExtreme largest() {
    return new RunningExtreme(true);
  }

  static RunningExtreme smallest() {
    return new RunningExtreme(false);
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    ResultShape values = ResultShape.like(arguments.tensor("self"));
    return List.of(values, new ResultShape(DataType.INT64, values.sizes()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor self = arguments.tensor("self");
    int dimension = Places.dimension(arguments.integer("dim", 0), self);
    Precedence precedence = precedence(self.type());
    Lines.forEach(
        dimension, starts -> run(self, results, dimension, precedence, starts), self, results.getFirst(),
        results.get(1));
  }

  private static void run(
      Tensor self, List<Tensor> results, int dimension, Precedence precedence, long[] starts) {
    int bytes = self.type().bytes();
    Tensor values = results.getFirst();
    Tensor places = results.get(1);
    Elements.WholeWriter writer = Elements.wholeWriter(DataType.INT64);
    long step = Lines.step(self, dimension);
    int best = 0;
    for (int i = 0; i < Lines.length(self, dimension); i++) {
      if (precedence.isAtLeast(self.data(), starts[0] + i * step, starts[0] + best * step)) {
        best = i;
      }
      long from = (starts[0] + best * step) * bytes;
      long to = (starts[1] + i * Lines.step(values, dimension)) * bytes;
      MemorySegment.copy(self.data(), from, values.data(), to, bytes);
      writer.write(places.data(), starts[2] + i * Lines.step(places, dimension), best);
    }
  }

  /** Whether an element takes the place of another before it. */
  private interface Precedence {
    boolean isAtLeast(MemorySegment memory, long element, long before);
  }

  private Precedence precedence(DataType type) {
    if (type.isFloatingPoint()) {
      Elements.RealReader reader = Elements.realReader(type);
      return (memory, element, before) -> {
        double x = reader.read(memory, element);
        double y = reader.read(memory, before);
        return Double.isNaN(x) || (isLargest ? x >= y : x <= y);
      };
    }
    Elements.WholeReader reader = Elements.wholeReader(type);
    return (memory, element, before) -> {
      long x = reader.read(memory, element);
      long y = reader.read(memory, before);
      return isLargest ? x >= y : x <= y;
    };
  }
}
