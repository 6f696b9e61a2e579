package graft.compiler.core.fuse;

import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The loops of nests under other axes. */
final class Axes {

  private Axes() {}

  /** Extents of all axes of a nest, the reduced ones last. */
  static List<Index> all(LoopNest nest) {
    var extents = new ArrayList<>(nest.extents());
    nest.reduction().map(Reduction::extents).ifPresent(extents::addAll);
    return extents;
  }

  /** Whether nothing is computed, or nothing combined, because an extent is 0. */
  static boolean isEmpty(LoopNest nest) {
    return all(nest).stream().anyMatch(extent -> extent.isConstant(0));
  }

  /**
   * The same points under other axes.
   *
   * @param outer extents of the new outer loops
   * @param inner extents of the new reduced loops
   * @param axes what stands for each old axis
   */
  static LoopNest reindexed(LoopNest nest, List<Index> outer, List<Index> inner, Function<Axis, Index> axes) {
    var extents = new ArrayList<>(outer);
    extents.addAll(inner);
    Optional<Reduction> reduction = nest.reduction().map(old -> new Reduction(old.kind(), inner));
    return new LoopNest(
        outer, reduction, nest.value().substitute(axes, extents), nest.buffer(),
        nest.offset().substitute(axes, extents));
  }
}
