package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch's {@code searchsorted}: for each value the first place of its sorted line where it could stand, the last if
 * {@code right}. One line serves all values where it is the only one.
 */
final class SortedPlaces implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    DataType type = arguments.truth("out_int32", false) ? DataType.INT32 : DataType.INT64;
    return List.of(new ResultShape(type, Arrays.stream(arguments.tensor("self").shape()).boxed().toList()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor sorted = arguments.tensor("sorted_sequence");
    Tensor values = arguments.tensor("self");
    Tensor result = results.getFirst();
    boolean isRight = arguments.truth("right", false) || arguments.text("side", "left").equals("right");
    Order order = order(sorted, values, isRight);
    Elements.WholeWriter writer = Elements.wholeWriter(result.type());
    int last = sorted.rank() - 1;
    long step = sorted.strides()[last];
    long length = sorted.shape()[last];
    Places.forEach(values.shape(), place -> {
      long start = 0;
      for (int i = 0; i < last; i++) {
        start += place[i] * sorted.strides()[i];
      }
      long value = Places.position(place, values.strides());
      long low = 0;
      long high = length;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (order.isBefore(start + middle * step, value)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      writer.write(result.data(), Places.position(place, result.strides()), low);
    });
  }

  /** Whether an element stands before a value, each given by where it lies. */
  private interface Order {
    boolean isBefore(long element, long value);
  }

  /** Integers are compared exactly, others as numbers of double precision. */
  private static Order order(Tensor sorted, Tensor values, boolean isRight) {
    if (!sorted.type().isFloatingPoint() && !values.type().isFloatingPoint()) {
      Elements.WholeReader elements = Elements.wholeReader(sorted.type());
      Elements.WholeReader others = Elements.wholeReader(values.type());
      return (element, value) -> {
        long x = elements.read(sorted.data(), element);
        long y = others.read(values.data(), value);
        return isRight ? x <= y : x < y;
      };
    }
    Elements.RealReader elements = Numbers.realReader(sorted.type());
    Elements.RealReader others = Numbers.realReader(values.type());
    return (element, value) -> {
      double x = elements.read(sorted.data(), element);
      double y = others.read(values.data(), value);
      return isRight ? !(y < x) : !(x >= y);
    };
  }
}
