package graft.onednn;

import graft.compiler.api.kernel.PreparedCall;
import graft.onednn.Primitive.Argument;
import graft.onednn.Primitive.Context;
import graft.onednn.PrimitiveCall.Piece;
import graft.onednn.PrimitiveCall.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a call while they are put together; pieces of the same kind share a primitive. For one thread.
 *
 * @param <K> what kinds there are
 */
final class Pieces<K> implements AutoCloseable {

  private final Dnnl dnnl;
  private final Engine engine;
  private final Descriptors descriptors;
  private final Map<K, Primitive> primitives = new HashMap<>();
  private final Map<K, Primitive> reorders = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final List<LaidOut> laidOut = new ArrayList<>();
  private long scratch;
  private boolean isFinished;

  Pieces(Dnnl dnnl, Engine engine) {
    this.dnnl = dnnl;
    this.engine = engine;
    this.descriptors = new Descriptors(engine);
  }

  /** Descriptors that live as long as the call. */
  Descriptors descriptors() {
    return descriptors;
  }

  /** A constant laid out anew: from which address, how, and where. */
  private record LaidOut(long from, long descriptor, MemorySegment memory) {}

  /** Makes a primitive's descriptor. */
  interface Maker {
    OptionalLong make();
  }

  /** What a primitive of a certain descriptor takes. */
  interface Arguments {
    List<Argument> of(long primitiveDescriptor);
  }

  /** The primitive of a kind; empty where oneDNN has only its plain reference. */
  Optional<Primitive> primitive(K kind, Maker maker, Arguments arguments) {
    Primitive known = primitives.get(kind);
    if (known != null) {
      return Optional.of(known);
    }
    OptionalLong made = maker.make();
    if (made.isEmpty()) {
      return Optional.empty();
    }
    long descriptor = made.getAsLong();
    if (!engine.isFast(descriptor)) {
      engine.destroy("primitive_desc", descriptor);
      return Optional.empty();
    }
    var primitive = new Primitive(dnnl, engine, descriptor, arguments.of(descriptor));
    primitives.put(kind, primitive);
    return Optional.of(primitive);
  }

  /** A constant laid out as {@code to} describes, from memory that starts with what {@code from} describes; once for all pieces. */
  MemorySegment reordered(long from, MemorySegment memory, long to) {
    for (LaidOut known : laidOut) {
      if (known.from() == memory.address() && engine.isEqual(known.descriptor(), to)) {
        return known.memory();
      }
    }
    MemorySegment fresh = reorder(from, memory, to);
    laidOut.add(new LaidOut(memory.address(), to, fresh));
    return fresh;
  }

  private MemorySegment reorder(long from, MemorySegment memory, long to) {
    MemorySegment target = Arena.ofAuto().allocate(engine.bytes(to), 64);
    var arguments = List.of(new Argument(Engine.SOURCE, from), new Argument(Engine.TARGET, to));
    try (Arena arena = Arena.ofConfined();
        var reorder = new Primitive(dnnl, engine, engine.reorder(from, to), arguments)) {
      Context context = reorder.take();
      context.set(0, memory.address());
      context.set(1, target.address());
      context.setScratch(arena.allocate(Math.max(reorder.scratchBytes(), 1), 64).address());
      context.execute();
      reorder.giveBack(context);
    }
    return target;
  }

  void add(Primitive primitive, List<Place> places) {
    pieces.add(piece(primitive, places, null));
  }

  /** A piece before which an operand is laid out anew, in scratch memory: its place there is added in front of the others. */
  void add(Primitive primitive, List<Place> others, K kind, Place operand, long from, long to) {
    var target = new Place(PrimitiveCall.SCRATCH, null, reserve(engine.bytes(to)));
    Primitive reorder = reorders.computeIfAbsent(
        kind, _ -> new Primitive(
            dnnl, engine, engine.reorder(from, to),
            List.of(new Argument(Engine.SOURCE, from), new Argument(Engine.TARGET, to))));
    var places = new ArrayList<Place>(List.of(target));
    places.addAll(others);
    pieces.add(piece(primitive, places, piece(reorder, List.of(operand, target), null)));
  }

  private Piece piece(Primitive primitive, List<Place> places, @Nullable Piece before) {
    return new Piece(primitive, places, reserve(primitive.scratchBytes()), before);
  }

  private long reserve(long bytes) {
    long start = scratch;
    scratch += Math.ceilDiv(bytes, 64) * 64;
    return start;
  }

  /** The call, which owns from now on what was made here. */
  PreparedCall finished() {
    isFinished = true;
    var all = new ArrayList<>(primitives.values());
    all.addAll(reorders.values());
    return new PrimitiveCall(pieces, all, descriptors, scratch);
  }

  /** Releases what no call owns. */
  @Override
  public void close() {
    if (!isFinished) {
      primitives.values().forEach(Primitive::close);
      reorders.values().forEach(Primitive::close);
      descriptors.close();
    }
  }
}
