package graft.compiler.api.stage;

import graft.compiler.api.lower.Lowered;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The stage before the first: makes fewer kernels of the nodes of a lowered model ({@code GraphLowering} inlines and
 * {@code Scheduler.fuse_nodes} fuses in PyTorch 2.9.0). A stored schedule is fused already and never comes here.
 */
@ConsumerType
public interface Fuser {

  /** The stage's name in recipes and in {@link Fix#stage()}. */
  String STAGE = "fusion";

  /**
   * Fuses.
   *
   * @param lowered nodes with their bodies
   * @param next the implementation this one stands on
   * @return the same computation: same inputs, results and values up to rounding
   */
  Lowered fuse(Lowered lowered, UnaryOperator<Lowered> next);
}
