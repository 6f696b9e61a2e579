package graft.compiler.jvm.loops;

import java.util.List;

/** The kernel of one body. */
public final class CompiledLoops {

  private final List<String> buffers;
  private final Amount amount;
  private final LoopKernel kernel;

  CompiledLoops(List<String> buffers, Amount amount, LoopKernel kernel) {
    this.buffers = List.copyOf(buffers);
    this.amount = amount;
    this.kernel = kernel;
  }

  /** Names of the buffers that it reads and writes, in the order in which {@link LoopKernel#run} wants their memory. */
  public List<String> buffers() {
    return buffers;
  }

  /**
   * How many units there are: ranges of them may be done by different threads.
   *
   * @param symbols value of each size symbol
   */
  public long units(long[] symbols) {
    return amount.units(symbols);
  }

  /** About how many scalar operations one unit takes. */
  public long cost(long[] symbols) {
    return amount.cost(symbols);
  }

  /** The kernel, which may be another body's too. */
  public LoopKernel kernel() {
    return kernel;
  }
}
