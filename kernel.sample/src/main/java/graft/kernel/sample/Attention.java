package graft.kernel.sample;

import graft.compiler.api.kernel.Arguments;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.KernelOf;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** {@code graph::attention(q, k, v, out)} writes q + k + v into out: an operator that must not be captured. */
@Component
@KernelOf(op = "graph::attention")
public final class Attention implements Kernel {

  @Override
  public Set<String> mutates() {
    return Set.of("out");
  }

  @Override
  public boolean isCapturable() {
    return false;
  }

  @Override
  public List<ResultShape> results(Arguments arguments) {
    return List.of();
  }

  @Override
  public void run(Arguments arguments, List<Tensor> results) {
    var q = new Floats(arguments.tensor("q"));
    var k = new Floats(arguments.tensor("k"));
    var v = new Floats(arguments.tensor("v"));
    var out = new Floats(arguments.tensor("out"));
    Floats.forEach(q.tensor().shape(), index -> out.set(q.get(index) + k.get(index) + v.get(index), index));
  }
}
