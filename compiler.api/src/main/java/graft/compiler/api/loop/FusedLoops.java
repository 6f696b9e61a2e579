package graft.compiler.api.loop;

import graft.compiler.api.schedule.Node;
import java.util.List;
import java.util.Set;

/**
 * Several nests in one kernel, the body of a {@link Node.Fused}: at every point of the loops that they share, the nests one after
 * the other. Points may be visited in any order and on several threads: where a nest reads what an earlier one wrote, it reads
 * what was written at the same point.
 *
 * @param shared how many loops they share: the first extents of every nest, equal in all; the axes after them are each nest's own
 * @param nests in order
 * @param internal buffers that nothing outside the kernel reads. They have no memory: a nest that reads one reads, at an offset
 *     that an earlier nest wrote, the value written there
 */
public record FusedLoops(int shared, List<LoopNest> nests, Set<String> internal) implements Body {

  public FusedLoops {
    nests = List.copyOf(nests);
    internal = Set.copyOf(internal);
    for (LoopNest nest : nests) {
      if (nest.extents().size() < shared
          || !nest.extents().subList(0, shared).equals(nests.getFirst().extents().subList(0, shared))) {
        throw new IllegalArgumentException("nests that do not share their first " + shared + " loops: " + nests);
      }
    }
  }
}
