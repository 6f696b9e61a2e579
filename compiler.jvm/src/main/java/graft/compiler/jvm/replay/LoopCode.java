package graft.compiler.jvm.replay;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The code of loops, safe for any number of threads. */
public interface LoopCode {

  /** The buffers that it reads and writes, in the order in which {@link #run} gets their memory, each from its start. */
  List<String> buffers();

  /**
   * How many units its work has; ranges of them may run on different threads.
   *
   * @param symbols values of the size symbols
   */
  long units(long[] symbols);

  /** About how many scalar operations a unit takes. */
  long cost(long[] symbols);

  /** Does the units from {@code from} up to before {@code to}. */
  void run(MemorySegment[] buffers, long[] symbols, long from, long to);
}
