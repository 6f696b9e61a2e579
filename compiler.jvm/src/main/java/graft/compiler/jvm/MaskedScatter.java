package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** PyTorch's {@code masked_scatter}: where the mask is true, the elements of {@code source} in row-major order. */
final class MaskedScatter implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    long[] self = arguments.tensor("self").shape();
    long[] mask = arguments.tensor("mask").shape();
    long[] shape = new long[Math.max(self.length, mask.length)];
    for (int i = 1; i <= shape.length; i++) {
      long extent = i <= self.length ? self[self.length - i] : 1;
      shape[shape.length - i] = extent == 1 && i <= mask.length ? mask[mask.length - i] : extent;
    }
    return List.of(new ResultShape(arguments.tensor("self").type(), Arrays.stream(shape).boxed().toList()));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor result = results.getFirst();
    Tensor self = arguments.tensor("self");
    Tensor mask = arguments.tensor("mask");
    Tensor source = arguments.tensor("source");
    long[] selfStrides = Places.broadcast(self, result.shape());
    long[] maskStrides = Places.broadcast(mask, result.shape());
    Elements.WholeReader isMasked = Elements.wholeReader(mask.type());
    Update replace = Update.of("none", result.type());
    long[] taken = {0};
    Places.forEach(result.shape(), place -> {
      long to = Places.position(place, result.strides());
      if (isMasked.read(mask.data(), Places.position(place, maskStrides)) == 0) {
        replace.apply(result.data(), to, self.data(), Places.position(place, selfStrides));
      } else if (taken[0] < source.elements()) {
        replace.apply(result.data(), to, source.data(), Places.nth(source, taken[0]++));
      } else {
        throw new IllegalArgumentException("source has " + source.elements() + " elements, the mask takes more");
      }
    });
  }
}
