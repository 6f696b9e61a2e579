package graft.compiler.jvm;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.Kernels;
import graft.compiler.api.schedule.Operator;
import java.util.Map;
import java.util.Optional;

/** The kernels of extern calls: a service where there is one, else the plain loops of this bundle. */
final class Externs {

  /** The operator that gives a tensor's bytes another type: its result is its argument's memory. */
  static final String REINTERPRET = "aten::view.dtype";

  private static final Map<String, Kernel> OWN =
      Map.ofEntries(
          Map.entry("aten::mm", new MatrixProduct("self")),
          Map.entry("aten::bmm", new MatrixProduct("self")),
          Map.entry("aten::addmm", new MatrixProduct("mat1")),
          Map.entry("aten::convolution", new Convolution()),
          Map.entry("aten::scaled_dot_product_attention", new Attention()),
          Map.entry("aten::sort", Sort.all()),
          Map.entry("aten::topk", Sort.first()),
          Map.entry("aten::cumsum", Scan.sums()),
          Map.entry("aten::cumprod", Scan.products()),
          Map.entry("aten::scatter_reduce", new Scatter()),
          Map.entry("aten::index_put", new IndexPut()),
          Map.entry("aten::masked_scatter", new MaskedScatter()));

  private final Kernels services;

  Externs(Kernels services) {
    this.services = services;
  }

  /**
   * The kernel of an operator.
   *
   * @throws CompileException if there is none
   */
  Kernel find(Operator operator) {
    return services
        .find(operator)
        .or(() -> Optional.ofNullable(OWN.get(operator.packet())))
        .orElseThrow(
            () -> new CompileException("no-kernel", "no kernel for the extern call of " + operator.qualifiedName()));
  }
}
