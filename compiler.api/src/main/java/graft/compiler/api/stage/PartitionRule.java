package graft.compiler.api.stage;

import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/** Stage 1: decides whether a node is split out ({@code Scheduler.should_partition} in PyTorch 2.9.0). */
@ConsumerType
public interface PartitionRule {

  /** The stage's name in recipes and in {@link Fix#stage()}. */
  String STAGE = "partition-rule";

  /**
   * Answers for one node.
   *
   * @param question the node and the compile's options
   * @param next the implementation this one stands on
   * @return the verdict
   * @throws graft.compiler.api.compile.DefectException if a defect of the stage ends the compile
   */
  Verdict decide(PartitionQuestion question, Function<PartitionQuestion, Verdict> next);
}
