package graft.compiler.pack;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Looks for a {@link Folding} into few blocks: takes some apart, folds again, and keeps what became fewer, or a little more now and then
 * (simulated annealing at one temperature: Kirkpatrick, Gelatt and Vecchi, 1983). Starts over when that no longer helps. Not for any
 * number of threads.
 */
final class FoldingSearch {

  private static final double TEMPERATURE = 0.3;
  /** Tries without fewer blocks after which it starts over, for each buffer. */
  private static final int PATIENCE = 30;
  /** Of pinwheels: before all joins, or with stacks among its five after joins of two. */
  private static final double[] WHEEL_DOUBTS = {1.5, 0.5};

  private final Instance instance;
  private final SplittableRandom random;
  private int starts;
  private int inVain;
  private int fewest;
  private Folding folding;
  private Folded best;

  /** The number tells what it starts with. */
  FoldingSearch(Instance instance, int number, long seed) {
    this.instance = instance;
    random = new SplittableRandom(seed + number);
    starts = number;
    folding = start();
    fewest = folding.wholes();
    best = folding.folded();
  }

  private Folding start() {
    return new Folding(instance, WHEEL_DOUBTS[starts++ % WHEEL_DOUBTS.length], random.nextLong());
  }

  /** So many tries, or fewer where one block is left or {@code isOver}. */
  void run(int tries, BooleanSupplier isOver) {
    for (int i = 0; i < tries && best.wholes().length > 1 && !isOver.getAsBoolean(); i++) {
      if (inVain++ == PATIENCE * instance.count) {
        folding = start();
        fewest = folding.wholes();
        inVain = 0;
      } else {
        change();
      }
      if (folding.wholes() < fewest) {
        fewest = folding.wholes();
        inVain = 0;
      }
      best = folding.wholes() < best.wholes().length ? folding.folded() : best;
    }
  }

  private void change() {
    int before = folding.wholes();
    folding.change();
    if (folding.wholes() <= before - TEMPERATURE * Math.log(1 - random.nextDouble())) {
      folding.keep();
    } else {
      folding.undo();
    }
  }

  /** The one of fewest blocks so far. */
  Folded best() {
    return best;
  }
}
