package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Index;
import java.util.List;

/**
 * The kernel of one body.
 *
 * @param buffers names of the buffers that it reads and writes, in the order in which {@link LoopKernel#run} wants their memory
 * @param symbols the size symbols, in the order in which all methods want their values
 * @param extents extents of the loops that count the units
 * @param block how many rounds of the loop are a unit
 * @param rounds extents of the loops within a round
 * @param work scalar operations at a point
 * @param kernel the kernel, which may be another body's too
 */
public record CompiledLoops(
    List<String> buffers, List<String> symbols, List<Index> extents, int block, List<List<Index>> rounds,
    List<Long> work,
    LoopKernel kernel) {

  public CompiledLoops {
    buffers = List.copyOf(buffers);
    symbols = List.copyOf(symbols);
    extents = List.copyOf(extents);
    rounds = List.copyOf(rounds);
    work = List.copyOf(work);
  }

  /** How many units there are: ranges of them may be done by different threads. */
  public long units(long[] values) {
    return Math.ceilDiv(product(extents, values), block);
  }

  /** About how many scalar operations one unit takes. */
  public long cost(long[] values) {
    long cost = 0;
    for (int i = 0; i < rounds.size(); i++) {
      cost += product(rounds.get(i), values) * work.get(i);
    }
    return cost * block;
  }

  private long product(List<Index> sizes, long[] values) {
    long product = 1;
    for (Index size : sizes) {
      product *= size.evaluate(symbol -> values[symbols.indexOf(symbol.name())]);
    }
    return product;
  }
}
