package graft.onednn;

import graft.compiler.api.kernel.PreparedCall;
import graft.compiler.api.kernel.Team;
import graft.onednn.Primitive.Context;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of several primitives at the same time, each of which does a part. */
final class PrimitiveCall implements PreparedCall {

  /** The index of the result among the operands of a run. */
  static final int RESULT = -1;

  /** The index of the scratch memory. */
  static final int SCRATCH = -2;

  private final List<Piece> pieces;
  private final List<Primitive> primitives;
  private final Descriptors descriptors;
  private final long scratchBytes;

  /**
   * Where an argument of a primitive lies.
   *
   * @param index the operand's place among those of a run, {@link #RESULT} or {@link #SCRATCH}
   * @param constant memory that stands for the operand in every run
   * @param start where it starts there, in bytes
   */
  record Place(int index, @Nullable MemorySegment constant, long start) {

    long address(MemorySegment[] tensors, MemorySegment result, MemorySegment scratch) {
      MemorySegment memory = constant != null ? constant
          : index == RESULT ? result
          : index == SCRATCH ? scratch
          : tensors[index];
      return memory.address() + start;
    }
  }

  /**
   * What one thread does.
   *
   * @param places in the order of the primitive's arguments
   * @param scratch where its scratch memory starts, in bytes
   * @param before what must be done before it; null if nothing
   */
  record Piece(Primitive primitive, List<Place> places, long scratch, @Nullable Piece before) {

    void compute(MemorySegment[] tensors, MemorySegment result, MemorySegment scratchMemory) {
      if (before != null) {
        before.compute(tensors, result, scratchMemory);
      }
      Context context = primitive.take();
      for (int i = 0; i < places.size(); i++) {
        context.set(i, places.get(i).address(tensors, result, scratchMemory));
      }
      context.setScratch(scratchMemory.address() + scratch);
      context.execute();
      primitive.giveBack(context);
    }
  }

  /**
   * A call.
   *
   * @param primitives all of them, owned from now on
   * @param descriptors of their arguments, owned from now on
   */
  PrimitiveCall(List<Piece> pieces, List<Primitive> primitives, Descriptors descriptors, long scratchBytes) {
    this.pieces = List.copyOf(pieces);
    this.primitives = List.copyOf(primitives);
    this.descriptors = descriptors;
    this.scratchBytes = scratchBytes;
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public void run(MemorySegment[] tensors, MemorySegment result, MemorySegment scratch, Team team) {
    try {
      if (pieces.size() == 1) {
        pieces.getFirst().compute(tensors, result, scratch);
      } else {
        team.run(pieces.size(), piece -> pieces.get(piece).compute(tensors, result, scratch));
      }
    } finally {
      // Native code knows but addresses of what was packed.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    primitives.forEach(Primitive::close);
    descriptors.close();
  }
}
