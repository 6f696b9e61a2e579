package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import java.util.Map;

/** The loops of a nest that go through what it writes element by element. */
final class Runs {

  /** What several vectors take. */
  static final long LONG = 16;

  private Runs() {}

  /** How many elements such a loop takes; 1 where there is none. */
  static long length(LoopNest nest, SizeHints hints) {
    int axis = axis(nest);
    return axis < 0 ? 1 : hints.of(nest.extents().get(axis));
  }

  /** The same, where it is not among the shared loops; else 1. */
  static long inner(LoopNest nest, int shared, SizeHints hints) {
    return axis(nest) < shared ? 1 : length(nest, hints);
  }

  private static int axis(LoopNest nest) {
    for (Map.Entry<Integer, Index> step : Linear.of(nest.offset()).coefficients().entrySet()) {
      if (step.getValue().isConstant(1)) {
        return step.getKey();
      }
    }
    return -1;
  }
}
