package graft.compiler.api.kernel;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Computes extern calls of PyTorch's own operators: matrix products, convolutions, attention. A service; those of higher ranking
 * are asked first, and what none prepares the backend computes itself. Safe for any number of threads.
 */
@ConsumerType
public interface Library {

  /** The stage's name in recipes. */
  String STAGE = "library";

  /**
   * Makes a call ready, or declines it: another operator, type or layout than it knows, or one that it would not compute faster
   * than loops.
   */
  Optional<PreparedCall> prepare(CallSite site);
}
