package graft.compiler.api.stage;

import graft.compiler.api.plan.Signature;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Stage 4: what a partition takes and returns ({@code Scheduler.get_graph_partition_signature} in PyTorch 2.9.0).
 * Partitions are asked about from last to first, because each answer decides what earlier ones must return.
 */
@ConsumerType
public interface PartitionSignatures {

  /** The stage's name in recipes and in {@link Fix#stage()}. */
  String STAGE = "partition-signatures";

  /**
   * The signature of one partition.
   *
   * @param use what the partition does to the graph's buffers
   * @param next the implementation this one stands on
   */
  Signature sign(PartitionUse use, Function<PartitionUse, Signature> next);
}
