package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * PyTorch's {@code cumsum}, {@code cumprod} and {@code logcumsumexp}, in double precision or 64 bits; integers become
 * {@code int64}.
 */
final class Scan implements Kernel {

  private final DoubleBinaryOperator combine;
  private final LongBinaryOperator combineWhole;
  private final double neutral;

  private Scan(DoubleBinaryOperator combine, LongBinaryOperator combineWhole, double neutral) {
    this.combine = combine;
    this.combineWhole = combineWhole;
    this.neutral = neutral;
  }

  static Scan sums() {
    return new Scan(Double::sum, Long::sum, 0);
  }

  static Scan products() {
    return new Scan((x, y) -> x * y, (x, y) -> x * y, 1);
  }

  static Scan logarithmsOfSums() {
    return new Scan(Scan::logarithmOfSum, Long::sum, Double.NEGATIVE_INFINITY);
  }

  /** log(exp x + exp y). */
  private static double logarithmOfSum(double x, double y) {
    double most = Math.max(x, y);
    return Double.isInfinite(most) ? most : most + Math.log1p(Math.exp(Math.min(x, y) - most));
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    Tensor self = arguments.tensor("self");
    DataType type = arguments.type("dtype").orElse(self.type().isFloatingPoint() ? self.type() : DataType.INT64);
    return List.of(new ResultShape(type, Arrays.stream(self.shape()).boxed().toList()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor self = arguments.tensor("self");
    Tensor result = results.getFirst();
    int dimension = Places.dimension(arguments.integer("dim", 0), self);
    Lines.forEach(
        dimension,
        starts -> {
          if (result.type().isFloatingPoint()) {
            scan(self, result, dimension, starts);
          } else {
            scanWhole(self, result, dimension, starts);
          }
        },
        self, result);
  }

  private void scan(Tensor self, Tensor result, int dimension, long[] starts) {
    Elements.RealReader reader = Numbers.realReader(self.type());
    Elements.RealWriter writer = Elements.realWriter(result.type());
    double value = neutral;
    for (int i = 0; i < Lines.length(self, dimension); i++) {
      value = combine.applyAsDouble(
          value, reader.read(self.data(), starts[0] + i * Lines.step(self, dimension)));
      writer.write(result.data(), starts[1] + i * Lines.step(result, dimension), value);
    }
  }

  private void scanWhole(Tensor self, Tensor result, int dimension, long[] starts) {
    Elements.WholeReader reader = Numbers.wholeReader(self.type());
    Elements.WholeWriter writer = Elements.wholeWriter(result.type());
    long value = (long) neutral;
    for (int i = 0; i < Lines.length(self, dimension); i++) {
      value = combineWhole.applyAsLong(
          value, reader.read(self.data(), starts[0] + i * Lines.step(self, dimension)));
      writer.write(result.data(), starts[1] + i * Lines.step(result, dimension), value);
    }
  }
}
