package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Constant;
import graft.compiler.api.loop.LoopNest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Proves that a nest reads what another one wrote at the same point of the loops that they share: the offsets agree in the shared
 * axes, and the other axes of the reader go where those of the writer went.
 */
final class SamePoint {

  private final int shared;
  private final SizeHints hints;

  /** Proofs for nests that share their first loops. */
  SamePoint(int shared, SizeHints hints) {
    this.shared = shared;
    this.hints = hints;
  }

  /** Steps through memory. */
  private record Step(Index stride, Index extent) {}

  /** Whether {@code reader} finds at {@code offset}, over its axes, what {@code writer} wrote at the same shared point. */
  boolean holds(LoopNest writer, LoopNest reader, Index offset) {
    Linear written = Linear.of(writer.offset());
    Linear read = Linear.of(offset);
    if (!written.isExact() || !read.isExact()) {
      return false;
    }
    for (int axis = 0; axis < shared; axis++) {
      if (!coefficient(written, axis).equals(coefficient(read, axis))) {
        return false;
      }
    }
    List<Step> writes = own(written, Axes.all(writer));
    List<Step> reads = own(read, Axes.all(reader));
    Index distance = read.rest().minus(written.rest());
    return (distance.isConstant(0) && writes.equals(reads)) || isWithin(writes, reads, distance);
  }

  private static Index coefficient(Linear linear, int axis) {
    return linear.coefficients().getOrDefault(axis, Index.of(0));
  }

  /** The steps of the axes that are not shared, from the smallest on; what goes on without a gap is one. */
  private List<Step> own(Linear linear, List<Index> extents) {
    var steps = new ArrayList<Step>();
    linear.coefficients().forEach((axis, stride) -> {
      if (axis >= shared && !extents.get(axis).isConstant(1)) {
        steps.add(new Step(stride, extents.get(axis)));
      }
    });
    steps.sort(Comparator.comparingLong(step -> hints.of(step.stride())));
    var merged = new ArrayList<Step>();
    for (Step step : steps) {
      Step last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && last.stride().times(last.extent()).equals(step.stride())) {
        merged.set(merged.size() - 1, new Step(last.stride(), last.extent().times(step.extent())));
      } else {
        merged.add(step);
      }
    }
    return merged;
  }

  /** Whether the reads stay within a range that was written without gaps. */
  private static boolean isWithin(List<Step> writes, List<Step> reads, Index distance) {
    if (writes.size() != 1
        || !writes.getFirst().stride().isConstant(1)
        || !(writes.getFirst().extent() instanceof Constant written)
        || !(distance instanceof Constant first)
        || first.value() < 0) {
      return false;
    }
    long last = first.value();
    for (Step step : reads) {
      if (!(step.stride() instanceof Constant stride) || !(step.extent() instanceof Constant extent)
          || stride.value() < 0) {
        return false;
      }
      last = Math.addExact(last, Math.multiplyExact(stride.value(), Math.max(0, extent.value() - 1)));
    }
    return last < written.value();
  }
}
