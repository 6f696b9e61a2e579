package graft.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.kernel.Convolution;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.Range;
import graft.onednn.Primitive.Argument;
import graft.onednn.PrimitiveCall.Place;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions by oneDNN's primitives, one for each size of part. Parts are some of the images, or some of the output channels of
 * one. Constant weights are laid out as the primitive likes them.
 */
final class Convolutions {

  private static final int INFERENCE = 96;
  private static final int CONVOLUTION = 3;
  private static final int DECONVOLUTION = 10;

  private static final int INPUT = 0;
  private static final int WEIGHT = 1;
  private static final int BIAS = 2;

  private final Engine engine;
  private final Convolution site;
  private final Pieces<Slice> pieces;

  /** How much of a convolution a primitive does: images, and groups or output channels. */
  private record Slice(long images, long groups, long outputs) {}

  /** Where a slice starts: its first image and first output channel. */
  private record Start(Slice slice, long image, long output) {}

  private Convolutions(Engine engine, Convolution site, Pieces<Slice> pieces) {
    this.engine = engine;
    this.site = site;
    this.pieces = pieces;
  }

  /** Makes a convolution ready; empty where oneDNN has only its plain reference for it. */
  static Optional<PreparedCall> prepare(Dnnl dnnl, Engine engine, Convolution site) {
    if (!Engine.knows(site.result().type()) || site.weight().type() != site.result().type()
        || site.input().type() != site.result().type() || !isPlain(site.bias(), site)
        || !site.isEachWindowInside()) {
      // The fastest implementation of 3.8.1 crashes at windows outside the image (brgemm_convolution_fwd_t::perform_outwork).
      return Optional.empty();
    }
    try (var pieces = new Pieces<Slice>(dnnl, engine)) {
      var convolutions = new Convolutions(engine, site, pieces);
      return starts(site).stream().allMatch(convolutions::add) ? Optional.of(pieces.finished()) : Optional.empty();
    }
  }

  private static boolean isPlain(@Nullable Shape bias, Convolution site) {
    return bias == null
        || (bias.type() == site.result().type() && (bias.sizes().getFirst() == 1 || bias.strides().getFirst() == 1));
  }

  private static List<Start> starts(Convolution site) {
    long images = site.input().sizes().getFirst();
    long wanted = Cost.threads(site.operations(), site.threads());
    var starts = new ArrayList<Start>();
    if (images >= wanted) {
      for (Range range : Range.of(images, images % wanted == 0 ? wanted : images, 1)) {
        starts.add(new Start(new Slice(range.length(), site.groups(), site.outputs()), range.start(), 0));
      }
      return starts;
    }
    long each = Math.ceilDiv(wanted, images);
    boolean isByGroup = site.groups() > 1;
    long channels = site.outputs() / site.groups();
    for (long image = 0; image < images; image++) {
      for (Range range : Range.of(isByGroup ? site.groups() : channels, each, Cost.VECTOR)) {
        starts.add(
            isByGroup
                ? new Start(new Slice(1, range.length(), range.length() * channels), image, range.start() * channels)
                : new Start(new Slice(1, 1, range.length()), image, range.start()));
      }
    }
    return starts;
  }

  /** Adds a piece; false where oneDNN has only its plain reference for it. */
  private boolean add(Start start) {
    Slice slice = start.slice();
    Descriptors descriptors = pieces.descriptors();
    long channels = site.inputs() / site.groups() * slice.groups();
    long given = activations(site.input(), slice.images(), channels);
    long input = isTurned() ? channelsLast(site.input(), slice.images(), channels) : given;
    long own = weights(slice);
    long weights =
        site.weight().constant().isPresent() ? descriptors.any(site.weight().type(), weightSizes(slice)) : own;
    long bias = site.bias() == null
        ? 0
        : descriptors.strided(site.result().type(), new long[]{slice.outputs()}, new long[]{1});
    long result = activations(site.result(), slice.images(), slice.outputs());
    Optional<Primitive> made = pieces.primitive(
        slice, () -> descriptor(input, weights, bias, result),
        descriptor -> arguments(descriptor, input, bias, result));
    made.ifPresent(primitive -> {
      List<Place> places = places(start, own, engine.weights(primitive.descriptor()));
      if (isTurned()) {
        pieces.add(primitive, places.subList(1, places.size()), slice, places.getFirst(), given, input);
      } else {
        pieces.add(primitive, places);
      }
    });
    return made.isPresent();
  }

  /** Whether images come otherwise than they are to leave: oneDNN wants both with the channels last then. */
  private boolean isTurned() {
    return isChannelsLast(site.result()) && !isChannelsLast(site.input()) && isImage(site.input());
  }

  private OptionalLong descriptor(long input, long weights, long bias, long result) {
    try (Arena arena = Arena.ofConfined()) {
      return engine.primitiveDescriptor(
          site.isTransposed()
              ? "dnnl_deconvolution_forward_primitive_desc_create"
              : "dnnl_convolution_forward_primitive_desc_create",
          INFERENCE, site.isTransposed() ? DECONVOLUTION : CONVOLUTION, input, weights, bias, result,
          numbers(arena, site.stride(), 0), numbers(arena, site.dilation(), -1), numbers(arena, site.padding(), 0),
          numbers(arena, site.paddingBehind(), 0));
    }
  }

  private List<Argument> arguments(long primitiveDescriptor, long input, long bias, long result) {
    var arguments = new ArrayList<Argument>();
    arguments.add(new Argument(Engine.SOURCE, input));
    arguments.add(new Argument(Engine.WEIGHTS, engine.weights(primitiveDescriptor)));
    arguments.add(new Argument(Engine.TARGET, result));
    if (bias != 0) {
      arguments.add(new Argument(Engine.BIAS, bias));
    }
    return arguments;
  }

  private List<Place> places(Start start, long own, long chosen) {
    long bytes = site.result().type().bytes();
    long group = start.output() / (site.outputs() / site.groups());
    long input = start.image() * site.input().strides().getFirst()
        + group * (site.inputs() / site.groups()) * site.input().strides().get(1);
    long result = start.image() * site.result().strides().getFirst()
        + start.output() * site.result().strides().get(1);
    long weight = weightStart(start.output()) * bytes;
    var places = new ArrayList<Place>();
    places.add(new Place(INPUT, null, input * bytes));
    places.add(
        site.weight().constant()
            .map(constant -> new Place(WEIGHT, pieces.reordered(own, constant.data().asSlice(weight), chosen), 0))
            .orElseGet(() -> new Place(WEIGHT, null, weight)));
    places.add(new Place(PrimitiveCall.RESULT, null, result * bytes));
    if (site.bias() != null) {
      places.add(new Place(BIAS, null, start.output() * bytes));
    }
    return places;
  }

  private long activations(Shape shape, long images, long channels) {
    long[] sizes = array(shape.sizes());
    long[] strides = strides(shape);
    sizes[0] = images;
    sizes[1] = channels;
    return pieces.descriptors().strided(shape.type(), sizes, strides);
  }

  private long channelsLast(Shape shape, long images, long channels) {
    long[] sizes = array(shape.sizes());
    sizes[0] = images;
    sizes[1] = channels;
    long[] strides = new long[sizes.length];
    strides[1] = 1;
    long step = channels;
    for (int i = sizes.length - 1; i > 1; i--) {
      strides[i] = step;
      step *= sizes[i];
    }
    strides[0] = step;
    return pieces.descriptors().strided(shape.type(), sizes, strides);
  }

  /** Dimensions of one element step as if they were larger: oneDNN tells layouts by all steps. */
  private long[] strides(Shape shape) {
    long[] strides = array(shape.strides());
    if (isChannelsLast(site.input()) || isChannelsLast(site.result())) {
      long step = shape.sizes().get(1);
      for (int i = strides.length - 1; i > 1; i--) {
        strides[i] = shape.sizes().get(i) == 1 ? step : strides[i];
        step = strides[i] * shape.sizes().get(i);
      }
      strides[1] = shape.sizes().get(1) == 1 ? 1 : strides[1];
    }
    return strides;
  }

  private static boolean isChannelsLast(Shape shape) {
    return isImage(shape) && shape.strides().get(1) == 1;
  }

  private static boolean isImage(Shape shape) {
    return shape.sizes().get(1) > 1 && shape.sizes().stream().skip(2).anyMatch(size -> size > 1);
  }

  /** The sizes of the weights: groups where there are several, then output and input channels, then the window. */
  private long[] weightSizes(Slice slice) {
    long[] window = site.weight().sizes().stream().skip(2).mapToLong(size -> size).toArray();
    long outputs = slice.outputs() / slice.groups();
    long inputs = site.inputs() / site.groups();
    return site.groups() == 1 ? joined(window, outputs, inputs) : joined(window, slice.groups(), outputs, inputs);
  }

  /** How the call's weights lie: those of a transposed convolution have input channels first. */
  private long weights(Slice slice) {
    List<Long> strides = site.weight().strides();
    long[] window = strides.stream().skip(2).mapToLong(step -> step).toArray();
    long output = strides.get(site.isTransposed() ? 1 : 0);
    long input = strides.get(site.isTransposed() ? 0 : 1);
    long group = (site.isTransposed() ? site.inputs() : site.outputs()) / site.groups() * strides.getFirst();
    long[] own = site.groups() == 1 ? joined(window, output, input) : joined(window, group, output, input);
    return pieces.descriptors().strided(site.weight().type(), weightSizes(slice), own);
  }

  /** Where the weights of an output channel, the first of a group where there are groups, start in the call's, in elements. */
  private long weightStart(long output) {
    List<Long> strides = site.weight().strides();
    long channels = site.outputs() / site.groups();
    return site.isTransposed()
        ? output / channels * (site.inputs() / site.groups()) * strides.getFirst()
            + output % channels * strides.get(1)
        : output * strides.getFirst();
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
}
