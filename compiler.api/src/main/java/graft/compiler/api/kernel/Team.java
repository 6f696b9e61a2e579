package graft.compiler.api.kernel;

import java.util.function.IntConsumer;
import org.osgi.annotation.versioning.ProviderType;

/** The threads that one run may use, the caller's included. */
@ProviderType
public interface Team {

  /** How many threads there are, at least 1. */
  int threads();

  /**
   * Does all parts of a work, on several threads where that pays, and returns when all are done.
   *
   * @param parts how many parts there are, at least 1
   * @param work does one part, by its number from 0; parts run in any order, perhaps at the same time
   */
  void run(int parts, IntConsumer work);
}
