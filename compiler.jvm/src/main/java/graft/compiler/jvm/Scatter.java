package graft.compiler.jvm;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.replay.Copies;
import java.util.List;

/**
 * PyTorch's {@code scatter_reduce}, and with {@code reduce} {@code none} its {@code scatter}: elements of {@code src} go to places
 * of a copy of {@code self} that differ along one dimension, which {@code index} names; one after the other where several go to
 * the same.
 */
final class Scatter implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of(ResultShape.like(arguments.tensor("self")));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    Tensor self = arguments.tensor("self");
    Tensor index = arguments.tensor("index");
    Tensor source = arguments.tensor("src");
    Tensor result = results.getFirst();
    Copies.copy(self, result);
    String reduce = arguments.text("reduce", "none");
    int dimension = Places.dimension(arguments.integer("dim", 0), self);
    long size = Lines.length(self, dimension);
    Elements.WholeReader reader = Elements.wholeReader(index.type());
    Update update = Update.of(reduce, self.type());
    Update replace = Update.of("none", self.type());
    int[] counts = new int[Math.toIntExact(result.elements())];
    boolean includesSelf = arguments.truth("include_self", true);
    Places.forEach(index.shape(), place -> {
      long[] target = place.clone();
      if (target.length > 0) {
        target[dimension] = Places.index(
            reader.read(index.data(), Places.position(place, index.strides())), size);
      }
      int to = (int) Places.position(target, result.strides());
      boolean isFirst = counts[to]++ == 0 && !includesSelf;
      (isFirst ? replace : update)
          .apply(result.data(), to, source.data(), Places.position(place, source.strides()));
    });
    if (reduce.equals("mean")) {
      average(result, counts, includesSelf ? 1 : 0);
    }
  }

  private static void average(Tensor result, int[] counts, int added) {
    boolean isReal = result.type().isFloatingPoint();
    for (int i = 0; i < counts.length; i++) {
      int count = counts[i] + added;
      if (counts[i] > 0 && isReal) {
        double sum = Elements.realReader(result.type()).read(result.data(), i);
        Elements.realWriter(result.type()).write(result.data(), i, sum / count);
      } else if (counts[i] > 0) {
        long sum = Elements.wholeReader(result.type()).read(result.data(), i);
        Elements.wholeWriter(result.type()).write(result.data(), i, Math.floorDiv(sum, count));
      }
    }
  }
}
