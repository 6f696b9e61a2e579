package graft.onednn;

import graft.compiler.api.kernel.CallSite.Shape;
import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.Team;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Convolutions by oneDNN's primitives, one for each size of part. Parts are some of the images, or some of the output channels of
 * one. Constant weights lie in the order that the primitive chose.
 */
final class ConvolutionCall implements PreparedCall {

  private final ConvolutionSite site;
  private final List<Piece> pieces;
  private final Map<Slice, ConvolutionPrimitive> primitives;
  private final long scratch;

  /** How much of a convolution a primitive does: images, and groups or output channels. */
  record Slice(long images, long groups, long outputs) {}

  /**
   * What one thread does.
   *
   * @param image the first image
   * @param output the first output channel
   * @param weights where constant weights lie in the primitive's order; null where the call's own are taken
   */
  private record Piece(
      ConvolutionPrimitive primitive, long image, long output, Optional<MemorySegment> weights, long scratch) {}

  private ConvolutionCall(
      ConvolutionSite site, List<Piece> pieces, Map<Slice, ConvolutionPrimitive> primitives, long scratch) {
    this.site = site;
    this.pieces = pieces;
    this.primitives = primitives;
    this.scratch = scratch;
  }

  /** Makes a convolution ready; empty where oneDNN has only its plain reference for it. */
  static Optional<PreparedCall> of(Dnnl dnnl, Engine engine, ConvolutionSite site) {
    if (!Engine.knows(site.result().type()) || site.weight().type() != site.result().type()
        || site.input().type() != site.result().type() || (site.bias() != null && !isPlain(site.bias(), site))) {
      return Optional.empty();
    }
    var primitives = new HashMap<Slice, ConvolutionPrimitive>();
    var pieces = new ArrayList<Piece>();
    long scratch = 0;
    for (Start start : starts(site)) {
      ConvolutionPrimitive primitive = primitives.get(start.slice());
      if (primitive == null) {
        Optional<ConvolutionPrimitive> made = ConvolutionPrimitive.of(dnnl, engine, site, start.slice());
        if (made.isEmpty()) {
          primitives.values().forEach(ConvolutionPrimitive::close);
          return Optional.empty();
        }
        primitive = made.get();
        primitives.put(start.slice(), primitive);
      }
      pieces.add(
          new Piece(primitive, start.image(), start.output(), primitive.pack(start.output()), scratch));
      scratch += Math.ceilDiv(primitive.scratchBytes(), 64) * 64;
    }
    return Optional.of(new ConvolutionCall(site, pieces, primitives, scratch));
  }

  private static boolean isPlain(Shape bias, ConvolutionSite site) {
    return bias.type() == site.result().type() && (bias.sizes().getFirst() == 1 || bias.strides().getFirst() == 1);
  }

  private record Start(Slice slice, long image, long output) {}

  private static List<Start> starts(ConvolutionSite site) {
    long images = site.input().sizes().getFirst();
    long wanted = Part.parts(site.operations() / Part.SPEED, site.threads());
    var starts = new ArrayList<Start>();
    if (images >= wanted) {
      for (long[] range : Part.ranges(images, images % wanted == 0 ? wanted : images, 1)) {
        starts.add(new Start(new Slice(range[1], site.groups(), site.outputs()), range[0], 0));
      }
      return starts;
    }
    long each = Math.ceilDiv(wanted, images);
    boolean isByGroup = site.groups() > 1;
    long channels = site.outputs() / site.groups();
    for (long image = 0; image < images; image++) {
      for (long[] range : Part.ranges(isByGroup ? site.groups() : channels, each, Part.VECTOR)) {
        starts.add(
            isByGroup
                ? new Start(new Slice(1, range[1], range[1] * channels), image, range[0] * channels)
                : new Start(new Slice(1, 1, range[1]), image, range[0]));
      }
    }
    return starts;
  }

  @Override
  public long scratchBytes() {
    return scratch;
  }

  @Override
  public void run(MemorySegment[] tensors, MemorySegment result, MemorySegment scratch, Team team) {
    try {
      if (pieces.size() == 1) {
        compute(pieces.getFirst(), tensors, result, scratch);
      } else {
        team.run(pieces.size(), part -> compute(pieces.get(part), tensors, result, scratch));
      }
    } finally {
      // Native code knows but addresses of what was packed.
      Reference.reachabilityFence(this);
    }
  }

  private void compute(Piece piece, MemorySegment[] tensors, MemorySegment result, MemorySegment scratch) {
    long bytes = site.result().type().bytes();
    long inputs = site.inputs() / site.groups();
    long group = piece.output() / (site.outputs() / site.groups());
    long input =
        piece.image() * site.input().strides().getFirst() + group * inputs * site.input().strides().get(1);
    long output =
        piece.image() * site.result().strides().getFirst() + piece.output() * site.result().strides().get(1);
    long weights = piece.weights().isPresent()
        ? piece.weights().get().address()
        : tensors[1].address() + piece.primitive().weightStart(piece.output()) * bytes;
    long bias = site.bias() == null ? 0 : tensors[2].address() + piece.output() * bytes;
    piece.primitive().execute(
        tensors[0].address() + input * bytes, weights, bias, result.address() + output * bytes,
        scratch.address() + piece.scratch());
  }

  @Override
  public void close() {
    primitives.values().forEach(ConvolutionPrimitive::close);
  }
}
