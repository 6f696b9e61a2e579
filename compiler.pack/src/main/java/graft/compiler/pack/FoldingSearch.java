package graft.compiler.pack;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Looks for a {@link Folding} into few blocks: takes some apart, folds again, and keeps what became fewer, or a little more now and then
 * (simulated annealing at one temperature: Kirkpatrick, Gelatt and Vecchi, 1983). Not for any number of threads.
 */
final class FoldingSearch {

  private static final double TEMPERATURE = 0.3;

  private final SplittableRandom random;
  private Folding current;
  private Folding best;

  FoldingSearch(Instance instance, long seed) {
    random = new SplittableRandom(seed);
    current = new Folding(instance, random.nextLong());
    current.fold();
    best = current;
  }

  /** So many tries, or fewer where one block is left or {@code isOver}. */
  void run(int tries, BooleanSupplier isOver) {
    for (int i = 0; i < tries && best.wholes() > 1 && !isOver.getAsBoolean(); i++) {
      Folding changed = new Folding(current, random.nextLong());
      changed.disturb();
      changed.fold();
      if (changed.wholes() <= current.wholes() - TEMPERATURE * Math.log(1 - random.nextDouble())) {
        current = changed;
        best = current.wholes() < best.wholes() ? current : best;
      }
    }
  }

  /** The one of fewest blocks so far. */
  Folding best() {
    return best;
  }
}
