package graft.compiler.jvm.loops;

import graft.compiler.api.loop.Index;
import java.util.List;

/**
 * How much a kernel has to do, as its size symbols say.
 *
 * @param symbols the size symbols, in the order in which their values are passed
 * @param extents extents of the loops that count the units
 * @param within extents of the loops that all nests share within a unit
 * @param block how many rounds of the loop are a unit
 * @param rounds for each nest extents of the loops within a round
 * @param work for each nest about how many scalar operations a point takes
 */
record Amount(
    List<String> symbols, List<Index> extents, List<Index> within, int block, List<List<Index>> rounds,
    List<Long> work) {

  Amount {
    symbols = List.copyOf(symbols);
    extents = List.copyOf(extents);
    within = List.copyOf(within);
    rounds = List.copyOf(rounds);
    work = List.copyOf(work);
  }

  /** How many units there are: none, where there is nothing in any. */
  long units(long[] values) {
    return product(within, values) == 0 ? 0 : Math.ceilDiv(product(extents, values), block);
  }

  /** About how many scalar operations one unit takes. */
  long cost(long[] values) {
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
