package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.number.Arithmetic;
import graft.compiler.jvm.number.IncompleteGamma;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Computes each element from those of {@code self} and {@code other} at the same place, which have the result's type.
 *
 * @param reals of floating point numbers
 * @param wholes of integers
 */
record PairKernel(DoubleBinaryOperator reals, LongBinaryOperator wholes) implements Kernel {

  /** Kernels by the packets of their operators. */
  static Map<String, Kernel> all() {
    return Map.of(
        "aten::gcd", new PairKernel(PairKernel::refuse, Arithmetic::commonDivisor),
        "aten::igamma", new PairKernel(IncompleteGamma::lower, PairKernel::refuse),
        "aten::igammac", new PairKernel(IncompleteGamma::upper, PairKernel::refuse));
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of(ResultShape.like(arguments.tensor("self")));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor first = arguments.tensor("self");
    Tensor second = arguments.tensor("other");
    Tensor result = results.getFirst();
    Step step = first.type().isFloatingPoint() ? reals(first.type()) : wholes(first.type());
    Places.forEach(
        result.shape(), place -> step.at(
            first, Places.position(place, first.strides()), second, Places.position(place, second.strides()), result,
            Places.position(place, result.strides())));
  }

  /** Computes one element. */
  private interface Step {
    void at(Tensor first, long left, Tensor second, long right, Tensor result, long target);
  }

  private Step reals(DataType type) {
    Elements.RealReader reader = Elements.realReader(type);
    Elements.RealWriter writer = Elements.realWriter(type);
    return (first, left, second, right, result, target) -> writer.write(
        result.data(), target,
        reals.applyAsDouble(reader.read(first.data(), left), reader.read(second.data(), right)));
  }

  private Step wholes(DataType type) {
    Elements.WholeReader reader = Elements.wholeReader(type);
    Elements.WholeWriter writer = Elements.wholeWriter(type);
    return (first, left, second, right, result, target) -> writer.write(
        result.data(), target, wholes.applyAsLong(reader.read(first.data(), left), reader.read(second.data(), right)));
  }

  private static double refuse(double left, double right) {
    throw new IllegalArgumentException("a function of integers alone");
  }

  private static long refuse(long left, long right) {
    throw new IllegalArgumentException("a function of floating point numbers alone");
  }
}
