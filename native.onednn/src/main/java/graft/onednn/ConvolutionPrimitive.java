package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.tensor.Tensor;
import graft.onednn.ConvolutionCall.Slice;
import graft.onednn.Primitive.Argument;
import graft.onednn.Primitive.Context;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A primitive for a slice of a convolution. */
final class ConvolutionPrimitive implements AutoCloseable {

  private static final int INFERENCE = 96;
  private static final int CONVOLUTION = 3;
  private static final int DECONVOLUTION = 10;

  private final Engine engine;
  private final Dnnl dnnl;
  private final ConvolutionSite site;
  private final Primitive primitive;
  private final List<Long> descriptors;
  private final long ownWeights;

  private ConvolutionPrimitive(
      Dnnl dnnl, Engine engine, ConvolutionSite site, Primitive primitive, List<Long> descriptors,
      long ownWeights) {
    this.dnnl = dnnl;
    this.engine = engine;
    this.site = site;
    this.primitive = primitive;
    this.descriptors = descriptors;
    this.ownWeights = ownWeights;
  }

  /** A primitive; empty where oneDNN has only its plain reference. */
  static Optional<ConvolutionPrimitive> of(Dnnl dnnl, Engine engine, ConvolutionSite site, Slice slice) {
    long ownWeights = weights(engine, site, slice);
    long[] kernel = sizes(site, slice);
    long weights = site.weight().constant().isPresent()
        ? engine.descriptor(site.weight().type(), kernel)
        : ownWeights;
    var descriptors = new ArrayList<Long>();
    descriptors.add(
        activations(engine, site.input(), slice.images(), site.inputs() / site.groups() * slice.groups()));
    descriptors.add(weights);
    descriptors.add(site.bias() == null ? 0L : engine.descriptor(site.result().type(), new long[]{slice.outputs()}, 1));
    descriptors.add(activations(engine, site.result(), slice.images(), slice.outputs()));
    OptionalLong made;
    try (Arena arena = Arena.ofConfined()) {
      made = engine.primitiveDescriptor(
          site.isTransposed()
              ? "dnnl_deconvolution_forward_primitive_desc_create"
              : "dnnl_convolution_forward_primitive_desc_create",
          INFERENCE, site.isTransposed() ? DECONVOLUTION : CONVOLUTION, descriptors.get(0), descriptors.get(1),
          descriptors.get(2), descriptors.get(3), numbers(arena, site.stride(), 0), numbers(arena, site.dilation(), -1),
          numbers(arena, site.padding(), 0), numbers(arena, site.paddingBehind(), 0));
    }
    if (weights != ownWeights) {
      descriptors.add(ownWeights);
    }
    if (made.isEmpty() || !engine.isFast(made.getAsLong())) {
      made.ifPresent(descriptor -> engine.destroy("primitive_desc", descriptor));
      release(engine, descriptors);
      return Optional.empty();
    }
    var arguments = new ArrayList<Argument>();
    arguments.add(new Argument(Engine.SOURCE, descriptors.get(0)));
    arguments.add(new Argument(Engine.WEIGHTS, engine.weights(made.getAsLong())));
    arguments.add(new Argument(Engine.TARGET, descriptors.get(3)));
    if (site.bias() != null) {
      arguments.add(new Argument(Engine.BIAS, descriptors.get(2)));
    }
    var primitive = new Primitive(dnnl, engine, made.getAsLong(), arguments);
    return Optional.of(
        new ConvolutionPrimitive(dnnl, engine, site, primitive, descriptors, ownWeights));
  }

  private static long activations(Engine engine, Shape shape, long images, long channels) {
    long[] sizes = array(shape.sizes());
    sizes[0] = images;
    sizes[1] = channels;
    return engine.descriptor(shape.type(), sizes, Strides.of(sizes, array(shape.strides())));
  }

  /** The sizes of the weights: groups where there are several, then output and input channels, then the window. */
  private static long[] sizes(ConvolutionSite site, Slice slice) {
    long[] window = site.weight().sizes().stream().skip(2).mapToLong(size -> size).toArray();
    long outputs = slice.outputs() / slice.groups();
    long inputs = site.inputs() / site.groups();
    return site.groups() == 1
        ? joined(window, outputs, inputs)
        : joined(window, slice.groups(), outputs, inputs);
  }

  /** How the call's weights lie: those of a transposed convolution have input channels first. */
  private static long weights(Engine engine, ConvolutionSite site, Slice slice) {
    List<Long> strides = site.weight().strides();
    long[] window = strides.stream().skip(2).mapToLong(step -> step).toArray();
    long output = strides.get(site.isTransposed() ? 1 : 0);
    long input = strides.get(site.isTransposed() ? 0 : 1);
    long group = (site.isTransposed() ? site.inputs() : site.outputs()) / site.groups() * strides.getFirst();
    long[] sizes = sizes(site, slice);
    long[] own = site.groups() == 1 ? joined(window, output, input) : joined(window, group, output, input);
    return engine.descriptor(site.weight().type(), sizes, Strides.of(sizes, own));
  }

  private static long[] joined(long[] last, long... first) {
    long[] joined = new long[first.length + last.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(last, 0, joined, first.length, last.length);
    return joined;
  }

  private static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(number -> number).toArray();
  }

  private static long numbers(Arena arena, List<Long> numbers, long added) {
    return arena.allocateFrom(JAVA_LONG, numbers.stream().mapToLong(number -> number + added).toArray()).address();
  }

  /** Where the weights of an output channel, the first of a group where there are groups, start in the call's, in elements. */
  long weightStart(long output) {
    List<Long> strides = site.weight().strides();
    long channels = site.outputs() / site.groups();
    return site.isTransposed()
        ? output / channels * (site.inputs() / site.groups()) * strides.getFirst()
            + output % channels * strides.get(1)
        : output * strides.getFirst();
  }

  long scratchBytes() {
    return primitive.scratchBytes();
  }

  /** Constant weights from an output channel on in the primitive's order; empty where weights are no constant. */
  Optional<MemorySegment> pack(long output) {
    return site.weight().constant().map(constant -> reordered(constant, output));
  }

  private MemorySegment reordered(Tensor constant, long output) {
    long to = engine.weights(primitive.descriptor());
    MemorySegment packed = Arena.ofAuto().allocate(engine.bytes(to), 64);
    var arguments = List.of(new Argument(Engine.SOURCE, ownWeights), new Argument(Engine.TARGET, to));
    try (Arena arena = Arena.ofConfined();
        var reorder = new Primitive(dnnl, engine, engine.reorder(ownWeights, to), arguments)) {
      Context context = reorder.take();
      context.set(0, constant.data().address() + weightStart(output) * constant.type().bytes());
      context.set(1, packed.address());
      context.setScratch(arena.allocate(Math.max(reorder.scratchBytes(), 1), 64).address());
      context.execute();
      reorder.giveBack(context);
    }
    return packed;
  }

  /** Computes; all arguments are addresses. */
  void execute(long input, long weights, long bias, long result, long scratch) {
    Context context = primitive.take();
    context.set(0, input);
    context.set(1, weights);
    context.set(2, result);
    if (site.bias() != null) {
      context.set(3, bias);
    }
    context.setScratch(scratch);
    context.execute();
    primitive.giveBack(context);
  }

  @Override
  public void close() {
    primitive.close();
    release(engine, descriptors);
  }

  private static void release(Engine engine, List<Long> descriptors) {
    descriptors.stream().filter(descriptor -> descriptor != 0)
        .forEach(descriptor -> engine.destroy("memory_desc", descriptor));
  }
}
