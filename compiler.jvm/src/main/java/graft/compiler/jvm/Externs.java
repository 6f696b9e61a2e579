package graft.compiler.jvm;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.schedule.Operator;
import java.util.Map;

/** The kernels of extern calls that this bundle has itself, by plain loops. */
final class Externs {

  private static final Map<String, Kernel> OWN =
      Map.ofEntries(
          Map.entry("aten::mm", new MatrixProduct("self")),
          Map.entry("aten::bmm", new MatrixProduct("self")),
          Map.entry("aten::addmm", new MatrixProduct("mat1")),
          Map.entry("aten::convolution", new Convolution()),
          Map.entry("aten::sort", Sort.all()),
          Map.entry("aten::topk", Sort.first()),
          Map.entry("aten::cumsum", Scan.sums()),
          Map.entry("aten::cumprod", Scan.products()),
          Map.entry("aten::logcumsumexp", Scan.logarithmsOfSums()),
          Map.entry("aten::cummax", RunningExtreme.largest()),
          Map.entry("aten::cummin", RunningExtreme.smallest()),
          Map.entry("aten::searchsorted", new SortedPlaces()),
          Map.entry("aten::embedding_bag", new EmbeddingBag()),
          Map.entry("aten::scatter_reduce", new Scatter()),
          Map.entry("aten::index_put", new IndexPut()),
          Map.entry("aten::frexp", new Mantissas()),
          Map.entry("aten::masked_scatter", new MaskedScatter()));

  private static final Map<String, Kernel> OF_MATRICES = MatrixKernels.all();

  private static final Map<String, Kernel> OF_PAIRS = PairKernel.all();

  private Externs() {}

  /**
   * The kernel of an operator.
   *
   * @throws CompileException if there is none
   */
  static Kernel own(Operator operator) {
    Kernel kernel = OWN.get(operator.packet());
    if (kernel == null) {
      kernel = OF_MATRICES.get(operator.packet());
    }
    if (kernel == null) {
      kernel = OF_PAIRS.get(operator.packet());
    }
    if (kernel == null) {
      throw new CompileException("no-kernel", "no kernel for the extern call of " + operator.qualifiedName());
    }
    return kernel;
  }
}
