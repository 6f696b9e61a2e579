package graft.kernel.sample;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.KernelOf;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** {@code graph::inplace_scale(x, out, flag)} writes 2x into out: an operator that returns nothing. */
@Component
@KernelOf(op = "graph::inplace_scale")
public final class InplaceScale implements Kernel {

  @Override
  public Set<String> mutates() {
    return Set.of("out");
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of();
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    var x = new Floats(arguments.tensor("x"));
    var out = new Floats(arguments.tensor("out"));
    Floats.forEach(x.tensor().shape(), index -> out.set(2 * x.get(index), index));
  }
}
