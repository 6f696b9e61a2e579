package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.LoopNest;
import java.util.List;

/**
 * A nest with what is asked of it again and again.
 *
 * @param nest the nest
 * @param loads each different load of its value once, those that compute an index included
 * @param work what it takes to compute its value once
 */
record MeasuredNest(LoopNest nest, List<Load> loads, int work) {

  MeasuredNest {
    loads = List.copyOf(loads);
  }

  static MeasuredNest of(LoopNest nest) {
    return new MeasuredNest(nest, List.copyOf(Loads.of(nest.value())), Work.of(nest.value()));
  }

  /** The loads from a buffer. */
  List<Load> loads(String buffer) {
    return loads.stream().filter(load -> load.buffer().equals(buffer)).toList();
  }

  /** Whether a load is from a buffer. */
  boolean reads(String buffer) {
    return loads.stream().anyMatch(load -> load.buffer().equals(buffer));
  }
}
