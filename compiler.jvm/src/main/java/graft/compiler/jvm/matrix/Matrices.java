package graft.compiler.jvm.matrix;

import graft.compiler.api.kernel.CallSite;
import graft.compiler.api.kernel.Convolution;
import graft.compiler.api.kernel.Library;
import graft.compiler.api.kernel.MatrixProduct;
import graft.compiler.api.kernel.MatrixProduct.Matrix;
import graft.compiler.api.kernel.MatrixProduct.Part;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.matrix.PanelProduct.Operand;
import graft.compiler.jvm.matrix.PanelProduct.Right;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Prepares matrix products and convolutions in single precision where no library does; it declines what does not lie row by row,
 * and transposed convolutions.
 */
public final class Matrices implements Library, AutoCloseable {

  /** Thousands of floating point operations below which another thread is not worth its start. */
  private static final double LEAST_OPERATIONS = 1000;

  /** Where only sizes matter. */
  private static final Matrix NOWHERE = new Matrix(-1, 0, 0, 0, Optional.empty());

  private final Tiles tiles = new Tiles();

  /** Nothing runs in the background until the first call is prepared. */
  public Matrices() {}

  /** Ends what runs in the background. */
  @Override
  public void close() {
    tiles.close();
  }

  @Override
  public Optional<PreparedCall> prepare(CallSite site) {
    if (site.result().type() != DataType.FLOAT32) {
      return Optional.empty();
    }
    Optional<MatrixProduct> product = MatrixProduct.of(site);
    if (product.isPresent()) {
      return product(product.get());
    }
    return Convolution.of(site).filter(Matrices::isOneType).flatMap(this::convolution);
  }

  private static boolean isOneType(Convolution convolution) {
    return convolution.input().type() == DataType.FLOAT32 && convolution.weight().type() == DataType.FLOAT32
        && (convolution.bias() == null || convolution.bias().type() == DataType.FLOAT32);
  }

  private Optional<PreparedCall> convolution(Convolution convolution) {
    Optional<PreparedCall> product = convolution.product().flatMap(this::product);
    return product.isPresent() ? product : patches(convolution);
  }

  private Optional<PreparedCall> product(MatrixProduct stated) {
    boolean isTurned = stated.result().columnStride() != 1 && stated.columns() != 1;
    MatrixProduct product = isTurned ? stated.transposed() : stated;
    if (product.result().columnStride() != 1 && product.columns() != 1) {
      return Optional.empty();
    }
    tiles.ask();
    int inner = Math.toIntExact(product.inner());
    var panels = new MatrixPanels(product.b(), inner, product.alpha());
    boolean isForAll = product.b().batchStride() == 0;
    MemorySegment packed = product.b().constant()
        .map(constant -> pack(panels, constant, isForAll ? 1 : product.batch(), product.columns(), inner))
        .orElse(null);
    Matrix bias = product.bias();
    return Optional.of(
        new PanelProduct(
            tiles, inner, product.columns(), operand(product.a()),
            new Right(panels, product.b().index(), packed, isForAll), bias == null ? null : operand(bias),
            product.beta(), operand(product.result()), parts(product)));
  }

  private static Operand operand(Matrix matrix) {
    return new Operand(matrix.index(), matrix.batchStride(), 0, 1, matrix.rowStride(), matrix.columnStride());
  }

  private List<Part> parts(MatrixProduct product) {
    double operations = 2e-3 * product.batch() * product.rows() * product.columns() * product.inner();
    return product.parts(Math.clamp((long) (operations / LEAST_OPERATIONS), 1, product.threads()), tiles.columns());
  }

  private MemorySegment pack(Panels panels, Tensor constant, long batch, long columns, int inner) {
    int width = tiles.columns();
    long bytes = (long) inner * width * Float.BYTES;
    MemorySegment packed = Arena.ofAuto().allocate(batch * Math.ceilDiv(columns, (long) width) * bytes, 64);
    long start = 0;
    for (long i = 0; i < batch; i++) {
      for (long column = 0; column < columns; column += width) {
        int some = (int) Math.min(width, columns - column);
        panels.pack(constant.data(), i, column, some, width, packed.asSlice(start, bytes));
        start += bytes;
      }
    }
    return packed;
  }

  /** Weights, one row for each output channel, times patches of the images. */
  private Optional<PreparedCall> patches(Convolution convolution) {
    long places = places(convolution.result().sizes());
    List<Long> weight = convolution.weight().strides();
    List<Long> result = convolution.result().strides();
    long outputs = convolution.outputs() / convolution.groups();
    long placeStep = result.getLast();
    boolean isInRows = isDense(convolution.result().sizes(), result, 2, placeStep)
        && isDense(convolution.weight().sizes(), weight, 1, 1) && convolution.spatial() <= 3;
    if (convolution.isTransposed() || !isInRows) {
      return Optional.empty();
    }
    tiles.ask();
    int groups = Math.toIntExact(convolution.groups());
    int inner = Math.toIntExact(places(convolution.weight().sizes()) * convolution.weight().sizes().get(1));
    Operand bias = convolution.bias() == null
        ? null
        : new Operand(2, 0, outputs * step(convolution), groups, step(convolution), 0);
    var shape = new MatrixProduct(
        DataType.FLOAT32, convolution.result().sizes().getFirst() * groups, outputs, places, inner, NOWHERE, NOWHERE,
        null, NOWHERE, 1, 1, convolution.threads());
    return Optional.of(
        new PanelProduct(
            tiles, inner, places, new Operand(1, 0, outputs * weight.getFirst(), groups, weight.getFirst(), 1),
            new Right(new PatchPanels(convolution), 0, null, false), bias, 1,
            new Operand(-1, result.getFirst(), outputs * result.get(1), groups, result.get(1), placeStep),
            parts(shape)));
  }

  private static long step(Convolution convolution) {
    return convolution.bias() == null ? 0 : convolution.bias().strides().getFirst();
  }

  private static long places(List<Long> sizes) {
    return sizes.stream().skip(2).reduce(1L, Math::multiplyExact);
  }

  /** Whether all dimensions from one on lie row-major, each element a step from the next. */
  private static boolean isDense(List<Long> sizes, List<Long> strides, int from, long step) {
    long expected = step;
    for (int i = sizes.size() - 1; i >= from; i--) {
      if (sizes.get(i) != 1 && strides.get(i) != expected) {
        return false;
      }
      expected *= sizes.get(i);
    }
    return true;
  }
}
