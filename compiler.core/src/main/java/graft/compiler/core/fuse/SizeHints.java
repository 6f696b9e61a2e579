package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.lower.Lowered.SizeSymbol;
import graft.compiler.api.schedule.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How large sizes are for the example inputs, to weigh one way against another; what is right never depends on it. */
final class SizeHints {

  private static final long UNKNOWN = 64;

  private final Map<String, Long> values = new HashMap<>();

  SizeHints(Lowered lowered) {
    for (SizeSymbol symbol : lowered.symbols()) {
      Buffer input = lowered.schedule().inputs().get(symbol.input());
      TensorView memory = lowered.memory().get(symbol.input());
      if (input != null && memory != null) {
        values.put(symbol.name(), hint(symbol, memory, input.storage().bytes()));
      }
    }
  }

  /** The bytes of an input are known for the example; of several unknown sizes the first takes it all. */
  private long hint(SizeSymbol symbol, TensorView memory, long bytes) {
    long others = memory.type().bytes();
    for (int i = 0; i < memory.sizes().size(); i++) {
      if (i != symbol.dimension()) {
        others *= Math.max(1, of(memory.sizes().get(i)));
      }
    }
    return Math.max(1, bytes / others);
  }

  /** The value of a size. */
  long of(Index size) {
    if (size instanceof Index.Constant constant) {
      return constant.value();
    }
    try {
      return size.evaluate(symbol -> values.getOrDefault(symbol.name(), UNKNOWN));
    } catch (ArithmeticException e) {
      // Guessed sizes need not fit together: one may divide by what is 0 then.
      return UNKNOWN;
    }
  }

  /** How many points loops of these extents have. */
  long points(List<Index> extents) {
    long points = 1;
    for (Index extent : extents) {
      points *= of(extent);
    }
    return points;
  }

  /** How many values a nest computes, those that it combines included. */
  long evaluations(LoopNest nest) {
    return points(nest.extents()) * nest.reduction().map(Reduction::extents).map(this::points).orElse(1L);
  }
}
