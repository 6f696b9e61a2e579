package graft.compiler.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The estimated memory in use at each step of the final order, for one function; every function starts from fresh values.
 * Belongs to the thread that plans.
 */
@ProviderType
public interface PeakEstimate {

  /** The largest value of any step before planning raised some, in bytes, at least 0. */
  long peak();

  /** The largest value, in bytes, at least 0, of the steps strictly between the two. */
  long between(int step, int laterStep);

  /** Adds bytes to the steps strictly between the two: memory that is kept alive over them. */
  void raise(int step, int laterStep, long bytes);
}
