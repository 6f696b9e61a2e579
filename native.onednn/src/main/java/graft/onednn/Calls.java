package graft.onednn;

import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.Convolution;
import graft.compiler.api.kernel.MatrixProduct;
import graft.compiler.api.kernel.PreparedCall;
import java.lang.foreign.Arena;
import java.util.Optional;

/** Makes calls ready, each by the way that suits it. */
final class Calls {

  private static final long SIZE = 48;

  private final Dnnl dnnl;
  private final Engine engine;
  private final Packing packing = new Packing();

  Calls(Dnnl dnnl) {
    this.dnnl = dnnl;
    this.engine = new Engine(dnnl.functions());
  }

  /** Products of a few sizes, so that oneDNN has generated its kernels for them when the first are asked for. */
  void rehearse() {
    try (Arena arena = Arena.ofConfined()) {
      long matrix = arena.allocate(SIZE * SIZE * Float.BYTES, 64).address();
      for (long rows : new long[]{1, 2, SIZE}) {
        dnnl.sgemm(false, false, rows, SIZE, SIZE, 1, matrix, SIZE, matrix, SIZE, 0, matrix, SIZE);
        dnnl.sgemm(false, true, rows, SIZE, SIZE, 1, matrix, SIZE, matrix, SIZE, 0, matrix, SIZE);
      }
    }
  }

  Optional<PreparedCall> prepare(CallSite site) {
    Optional<PreparedCall> product = MatrixProduct.of(site).flatMap(this::product);
    return product.isPresent() ? product : Convolution.of(site).flatMap(this::convolution);
  }

  private Optional<PreparedCall> product(MatrixProduct product) {
    return switch (product.type()) {
      case FLOAT32 -> Gemm.of(dnnl, packing, product);
      case FLOAT16, BFLOAT16 -> SmallProducts.prepare(dnnl, engine, product);
      default -> Optional.empty();
    };
  }

  private Optional<PreparedCall> convolution(Convolution site) {
    Optional<PreparedCall> product = site.product().flatMap(this::product);
    return product.isPresent() ? product : Convolutions.prepare(dnnl, engine, site);
  }
}
