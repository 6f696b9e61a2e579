package graft.onednn;

import graft.compiler.api.kernel.MatrixProduct;
import graft.compiler.api.kernel.MatrixProduct.Matrix;
import graft.compiler.api.kernel.MatrixProduct.Part;
import graft.compiler.api.kernel.PreparedCall;
import graft.onednn.Primitive.Argument;
import graft.onednn.PrimitiveCall.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Products in half precision and bfloat16 by oneDNN's {@code matmul} primitives, one for each size of part. A constant B is laid
 * out as the primitive likes it.
 */
final class SmallProducts {

  private final Engine engine;
  private final MatrixProduct product;
  private final Pieces<Kind> pieces;

  private record Kind(long batches, long rows, long columns) {}

  private SmallProducts(Engine engine, MatrixProduct product, Pieces<Kind> pieces) {
    this.engine = engine;
    this.product = product;
    this.pieces = pieces;
  }

  /** Makes a product ready; empty where oneDNN has only its plain reference for it, or another factor than 1 is asked for. */
  static Optional<PreparedCall> prepare(Dnnl dnnl, Engine engine, MatrixProduct product) {
    if (product.alpha() != 1 || (product.bias() != null && !isPlain(product.bias(), product))) {
      return Optional.empty();
    }
    try (var pieces = new Pieces<Kind>(dnnl, engine)) {
      var products = new SmallProducts(engine, product, pieces);
      return product.parts(Cost.threads(product), Cost.VECTOR).stream().allMatch(products::add)
          ? Optional.of(pieces.finished())
          : Optional.empty();
    }
  }

  /** Whether the bias is one row for all. */
  private static boolean isPlain(Matrix bias, MatrixProduct product) {
    return product.beta() == 1 && bias.batchStride() == 0 && (bias.rowStride() == 0 || product.rows() == 1)
        && (bias.columnStride() == 1 || product.columns() == 1);
  }

  /** Adds a piece; false where oneDNN has only its plain reference for it. */
  private boolean add(Part part) {
    long a = matrices(product.a(), part.batches(), part.rows(), product.inner());
    long own = matrices(product.b(), part.batches(), product.inner(), part.columns());
    boolean isPacked = product.b().constant().isPresent() && product.b().batchStride() == 0;
    long b = isPacked
        ? pieces.descriptors().any(product.type(), sizes(1, product.inner(), part.columns()))
        : own;
    Matrix added = product.bias();
    long bias = added == null ? 0 : matrices(added, 1, 1, part.columns());
    long c = matrices(product.result(), part.batches(), part.rows(), part.columns());
    Optional<Primitive> made = pieces.primitive(
        new Kind(part.batches(), part.rows(), part.columns()),
        () -> engine.primitiveDescriptor("dnnl_matmul_primitive_desc_create", a, b, bias, c),
        descriptor -> arguments(descriptor, a, c, bias));
    made.ifPresent(
        primitive -> pieces.add(primitive, places(part, isPacked, own, engine.weights(primitive.descriptor()))));
    return made.isPresent();
  }

  private List<Argument> arguments(long primitiveDescriptor, long a, long c, long bias) {
    var arguments = new ArrayList<Argument>();
    arguments.add(new Argument(Engine.SOURCE, a));
    arguments.add(new Argument(Engine.WEIGHTS, engine.weights(primitiveDescriptor)));
    arguments.add(new Argument(Engine.TARGET, c));
    if (bias != 0) {
      arguments.add(new Argument(Engine.BIAS, bias));
    }
    return arguments;
  }

  private List<Place> places(Part part, boolean isPacked, long own, long chosen) {
    var places = new ArrayList<Place>();
    places.add(place(product.a(), part.batch(), part.row(), 0));
    Place b = place(product.b(), part.batch(), 0, part.column());
    places.add(
        product.b().constant().filter(_ -> isPacked)
            .map(constant -> new Place(b.index(), pieces.reordered(own, constant.data().asSlice(b.start()), chosen), 0))
            .orElse(b));
    places.add(place(product.result(), part.batch(), part.row(), part.column()));
    Matrix bias = product.bias();
    if (bias != null) {
      places.add(place(bias, 0, 0, part.column()));
    }
    return places;
  }

  private Place place(Matrix matrix, long batch, long row, long column) {
    long start = batch * matrix.batchStride() + row * matrix.rowStride() + column * matrix.columnStride();
    return new Place(matrix.index(), null, start * product.type().bytes());
  }

  /** A matrix that is the same for all of a batch is described once. */
  private long matrices(Matrix matrix, long batches, long rows, long columns) {
    long[] strides = product.batch() == 1
        ? new long[]{matrix.rowStride(), matrix.columnStride()}
        : new long[]{matrix.batchStride(), matrix.rowStride(), matrix.columnStride()};
    return pieces.descriptors()
        .strided(product.type(), sizes(matrix.batchStride() == 0 ? 1 : batches, rows, columns), strides);
  }

  private long[] sizes(long batches, long rows, long columns) {
    return product.batch() == 1 ? new long[]{rows, columns} : new long[]{batches, rows, columns};
  }
}
