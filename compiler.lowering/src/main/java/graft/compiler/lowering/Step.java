package graft.compiler.lowering;

import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import java.util.List;
import java.util.Optional;

/**
 * An operation before it is scheduled: dependencies name memory, whoever wrote it last.
 *
 * @param name the node's name
 * @param buffers what it defines
 * @param reads what it reads, in order
 * @param writes what it writes, in order
 * @param device where it runs
 * @param operation what partitioning asks about it
 * @param mutates whether it must stay although nobody may use what it defines
 * @param body what it computes
 */
record Step(
    String name,
    List<NewBuffer> buffers,
    List<Dependency> reads,
    List<Dependency> writes,
    String device,
    Node.Operation operation,
    boolean mutates,
    Body body) {

  /**
   * A buffer that a step defines.
   *
   * @param memory type and shape; empty where it has no memory of its own
   * @param aliases buffers whose memory it may share
   * @param mutates the buffer that it writes in place, if it does
   */
  record NewBuffer(
      String name,
      String kind,
      Layout layout,
      Optional<TensorView> memory,
      List<String> aliases,
      List<String> mutates) {}
}
