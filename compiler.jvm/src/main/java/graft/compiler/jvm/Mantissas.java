package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.util.List;

/** PyTorch's {@code frexp}: each number as a mantissa from a half on and below 1, and a power of two. */
final class Mantissas implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    ResultShape mantissas = ResultShape.like(arguments.tensor("self"));
    return List.of(mantissas, new ResultShape(DataType.INT32, mantissas.sizes()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor self = arguments.tensor("self");
    Tensor mantissas = results.getFirst();
    Tensor exponents = results.get(1);
    Elements.RealReader reader = Elements.realReader(self.type());
    Elements.RealWriter mantissaWriter = Elements.realWriter(self.type());
    Elements.WholeWriter exponentWriter = Elements.wholeWriter(DataType.INT32);
    Places.forEach(self.shape(), place -> {
      double number = reader.read(self.data(), Places.position(place, self.strides()));
      int exponent = exponent(number);
      mantissaWriter.write(
          mantissas.data(), Places.position(place, mantissas.strides()), Math.scalb(number, -exponent));
      exponentWriter.write(exponents.data(), Places.position(place, exponents.strides()), exponent);
    });
  }

  /** 0 for 0, infinities and NaN. */
  private static int exponent(double number) {
    if (number == 0 || !Double.isFinite(number)) {
      return 0;
    }
    return Math.abs(number) < Double.MIN_NORMAL
        ? Math.getExponent(number * 0x1p64) - 63
        : Math.getExponent(number) + 1;
  }
}
