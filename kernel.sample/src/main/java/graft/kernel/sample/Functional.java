package graft.kernel.sample;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.KernelOf;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** {@code graph::functional(x, flag)} returns 2x: an operator that makes its result. */
@Component
@KernelOf(op = "graph::functional")
public final class Functional implements Kernel {

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of(ResultShape.like(arguments.tensor("x")));
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    var x = new Floats(arguments.tensor("x"));
    var result = new Floats(results.getFirst());
    Floats.forEach(x.tensor().shape(), index -> result.set(2 * x.get(index), index));
  }
}
