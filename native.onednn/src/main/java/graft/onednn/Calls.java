package graft.onednn;

import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.PreparedCall;
import java.util.Optional;

/** Makes calls ready, each by the way that suits it. */
final class Calls {

  private final Dnnl dnnl;
  private final Engine engine;
  private final Packing packing = new Packing();

  Calls(Dnnl dnnl) {
    this.dnnl = dnnl;
    this.engine = new Engine(dnnl.functions());
  }

  Optional<PreparedCall> prepare(CallSite site) {
    Optional<PreparedCall> product = Product.of(site).flatMap(this::product);
    return product.isPresent() ? product : ConvolutionSite.of(site).flatMap(this::convolution);
  }

  private Optional<PreparedCall> product(Product product) {
    return switch (product.type()) {
      case FLOAT32 -> Gemm.of(dnnl, packing, product);
      case FLOAT16, BFLOAT16 -> SmallProducts.prepare(dnnl, engine, product);
      default -> Optional.empty();
    };
  }

  private Optional<PreparedCall> convolution(ConvolutionSite site) {
    Optional<PreparedCall> product = Pointwise.of(site).flatMap(this::product);
    return product.isPresent() ? product : Convolutions.prepare(dnnl, engine, site);
  }
}
