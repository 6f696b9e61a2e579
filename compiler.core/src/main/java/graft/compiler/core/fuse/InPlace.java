package graft.compiler.core.fuse;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.lower.Lowered;
import java.util.List;
import java.util.Map;

/**
 * Which values a kernel of loops may write over what it read: each element of the one is written when that of the other was read
 * for the last time ({@code InplacedBuffer} in PyTorch 2.9.0's {@code torch/_inductor/codegen/common.py}).
 */
public final class InPlace {

  private final Map<String, Body> bodies;
  private final SizeHints hints;

  /** For the kernels of a fused model. */
  public InPlace(Lowered fused) {
    bodies = fused.bodies();
    hints = new SizeHints(fused);
  }

  /** Whether a node may write {@code output} where {@code input} lies, if both are as large. */
  public boolean mayWriteOver(String node, String input, String output) {
    return switch (bodies.get(node)) {
      case LoopNest nest -> mayWriteOver(List.of(nest), nest.extents().size(), input, output);
      case FusedLoops loops -> mayWriteOver(loops.nests(), loops.shared(), input, output);
      case null, default -> false;
    };
  }

  private boolean mayWriteOver(List<LoopNest> nests, int shared, String input, String output) {
    var proof = new SamePoint(shared, hints);
    LoopNest writer = null;
    boolean isRead = false;
    for (LoopNest nest : nests) {
      boolean isWriter = nest.buffer().equals(output);
      if (nest.buffer().equals(input) || (isWriter && (writer != null || nest.reduction().isPresent()))) {
        return false;
      }
      List<Load> loads = MeasuredNest.of(nest).loads(input);
      if (writer != null && !loads.isEmpty()) {
        return false;
      }
      isRead |= !loads.isEmpty();
      writer = isWriter ? nest : writer;
    }
    if (writer == null || !isRead) {
      return false;
    }
    for (LoopNest nest : nests) {
      for (Load load : MeasuredNest.of(nest).loads(input)) {
        boolean isSame = nest.equals(writer)
            ? load.offset().equals(writer.offset())
            : proof.holds(writer, nest, load.offset());
        if (!isSame || load.type() != writer.value().type()) {
          return false;
        }
      }
    }
    return true;
  }
}
