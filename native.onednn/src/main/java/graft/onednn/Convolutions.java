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
import java.util.stream.IntStream;
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

  /** How much of a convolution a primitive does: images, groups or output channels, and rows of the first spatial dimension. */
  private record Slice(long images, long groups, long outputs, Rows rows) {}

  /** Rows of the result, and of the input what their windows show, with what is added in front of it. */
  private record Rows(long result, long input, long padding) {}

  /** Where a slice starts: its first image, output channel, and rows of result and input. */
  private record Start(Slice slice, long image, long output, long row, long inputRow) {}

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
    return ways(site).stream().flatMap(starts -> prepare(dnnl, engine, site, starts).stream()).findFirst();
  }

  private static Optional<PreparedCall> prepare(Dnnl dnnl, Engine engine, Convolution site, List<Start> starts) {
    try (var pieces = new Pieces<Slice>(dnnl, engine)) {
      var convolutions = new Convolutions(engine, site, pieces);
      return starts.stream().allMatch(convolutions::add) ? Optional.of(pieces.finished()) : Optional.empty();
    }
  }

  private static boolean isPlain(@Nullable Shape bias, Convolution site) {
    return bias == null
        || (bias.type() == site.result().type() && (bias.sizes().getFirst() == 1 || bias.strides().getFirst() == 1));
  }

  /** Ways to give threads their parts, the best first: images, rows of an image, output channels, or else all to one. */
  private static List<List<Start>> ways(Convolution site) {
    long images = site.input().sizes().getFirst();
    long wanted = Cost.threads(site.operations(), site.threads());
    List<Start> whole = byImages(site, images % wanted == 0 ? wanted : images);
    if (images >= wanted) {
      return List.of(whole);
    }
    long each = Math.ceilDiv(wanted, images);
    return isChannelsLast(site.result())
        ? site.isTransposed() ? List.of(whole) : List.of(byRows(site, each), whole)
        : List.of(byChannels(site, each), whole);
  }

  private static List<Start> byImages(Convolution site, long parts) {
    return Range.of(site.input().sizes().getFirst(), parts, 1).stream()
        .map(
            range -> new Start(
                new Slice(range.length(), site.groups(), site.outputs(), allRows(site)), range.start(), 0, 0, 0))
        .toList();
  }

  private static Rows allRows(Convolution site) {
    return new Rows(site.result().sizes().get(2), site.input().sizes().get(2), site.padding().getFirst());
  }

  private static List<Start> byRows(Convolution site, long each) {
    var starts = new ArrayList<Start>();
    long stride = site.stride().getFirst();
    long reach = site.dilation().getFirst() * (site.weight().sizes().get(2) - 1);
    for (long image = 0; image < site.input().sizes().getFirst(); image++) {
      for (Range range : Range.of(site.result().sizes().get(2), each, 1)) {
        long first = range.start() * stride - site.padding().getFirst();
        long last = first + (range.length() - 1) * stride + reach;
        long from = Math.max(first, 0);
        var rows =
            new Rows(range.length(), Math.min(last + 1, site.input().sizes().get(2)) - from, from - first);
        starts.add(new Start(new Slice(1, site.groups(), site.outputs(), rows), image, 0, range.start(), from));
      }
    }
    return starts;
  }

  private static List<Start> byChannels(Convolution site, long each) {
    var starts = new ArrayList<Start>();
    boolean isByGroup = site.groups() > 1;
    long channels = site.outputs() / site.groups();
    for (long image = 0; image < site.input().sizes().getFirst(); image++) {
      for (Range range : Range.of(isByGroup ? site.groups() : channels, each, Cost.VECTOR)) {
        starts.add(
            isByGroup
                ? new Start(
                    new Slice(1, range.length(), range.length() * channels, allRows(site)), image,
                    range.start() * channels, 0, 0)
                : new Start(new Slice(1, 1, range.length(), allRows(site)), image, range.start(), 0, 0));
      }
    }
    return starts;
  }

  /** Adds a piece; false where oneDNN has only its plain reference for it. */
  private boolean add(Start start) {
    Slice slice = start.slice();
    Descriptors descriptors = pieces.descriptors();
    long channels = site.inputs() / site.groups() * slice.groups();
    long[] sizes = sizes(site.input(), slice.images(), channels, slice.rows().input());
    long given = pieces.descriptors().strided(site.input().type(), sizes, strides(site.input(), sizes));
    long input = isTurned()
        ? pieces.descriptors().strided(site.input().type(), sizes, channelsLast(sizes))
        : given;
    long own = weights(slice);
    long weights =
        site.weight().constant().isPresent() ? descriptors.any(site.weight().type(), weightSizes(slice)) : own;
    long bias = site.bias() == null
        ? 0
        : descriptors.strided(site.result().type(), new long[]{slice.outputs()}, new long[]{1});
    long[] resultSizes = sizes(site.result(), slice.images(), slice.outputs(), slice.rows().result());
    long result =
        pieces.descriptors().strided(site.result().type(), resultSizes, strides(site.result(), resultSizes));
    Optional<Primitive> made = pieces.primitive(
        slice, () -> descriptor(slice.rows(), input, weights, bias, result),
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

  private OptionalLong descriptor(Rows rows, long input, long weights, long bias, long result) {
    var padding = new ArrayList<>(site.padding());
    var behind = new ArrayList<>(site.paddingBehind());
    if (!site.isTransposed()) {
      padding.set(0, rows.padding());
      behind.set(
          0, (rows.result() - 1) * site.stride().getFirst()
              + site.dilation().getFirst() * (site.weight().sizes().get(2) - 1) + 1 - rows.input() - rows.padding());
    }
    try (Arena arena = Arena.ofConfined()) {
      return engine.primitiveDescriptor(
          site.isTransposed()
              ? "dnnl_deconvolution_forward_primitive_desc_create"
              : "dnnl_convolution_forward_primitive_desc_create",
          INFERENCE, site.isTransposed() ? DECONVOLUTION : CONVOLUTION, input, weights, bias, result,
          numbers(arena, site.stride(), 0), numbers(arena, site.dilation(), -1), numbers(arena, padding, 0),
          numbers(arena, behind, 0));
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
        + group * (site.inputs() / site.groups()) * site.input().strides().get(1)
        + start.inputRow() * site.input().strides().get(2);
    long result = start.image() * site.result().strides().getFirst()
        + start.output() * site.result().strides().get(1)
        + start.row() * site.result().strides().get(2);
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

  private static long[] sizes(Shape shape, long images, long channels, long rows) {
    long[] sizes = array(shape.sizes());
    sizes[0] = images;
    sizes[1] = channels;
    sizes[2] = rows;
    return sizes;
  }

  private static long[] channelsLast(long[] sizes) {
    long[] strides = new long[sizes.length];
    strides[1] = 1;
    long step = sizes[1];
    for (int i = sizes.length - 1; i > 1; i--) {
      strides[i] = step;
      step *= sizes[i];
    }
    strides[0] = step;
    return strides;
  }

  /** Dimensions of one element step as if they were larger: oneDNN tells layouts by all steps. */
  private long[] strides(Shape shape, long[] sizes) {
    long[] strides = array(shape.strides());
    if (isChannelsLast(site.input()) || isChannelsLast(site.result())) {
      long step = shape.sizes().get(1);
      for (int i = strides.length - 1; i > 1; i--) {
        strides[i] = shape.sizes().get(i) == 1 ? step : strides[i];
        step = strides[i] * shape.sizes().get(i);
      }
      strides[1] = shape.sizes().get(1) == 1 ? 1 : strides[1];
    }
    if (sizes[0] == 1) {
      strides[0] = IntStream.range(1, sizes.length).mapToLong(i -> strides[i] * sizes[i]).max().orElse(1);
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
