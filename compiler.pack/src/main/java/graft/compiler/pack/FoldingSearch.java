package graft.compiler.pack;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Looks for a {@link Folding} into few blocks: takes some apart, folds again, and keeps what became fewer, or a little more now and
 * then (simulated annealing: Kirkpatrick, Gelatt and Vecchi, 1983). Starts over when that no longer helps. Not for any number of
 * threads.
 */
final class FoldingSearch {

  /** Tries without fewer blocks after which it starts over, for each buffer. */
  private static final int PATIENCE = 100;
  /** What one kind does not find another one may: each start takes the next. */
  private static final List<Kind> KINDS =
      List.of(new Kind(-8, 3, 1.2), new Kind(-8, 6, 0.6), new Kind(-8, 1.5, 1.2), new Kind(-8, 0.7, 0.3));

  /**
   * How it goes.
   *
   * @param wheelDoubt how much more doubtful a pinwheel is than what else would fit as seldom by chance
   * @param noise how much more doubtful anything is by chance on the average
   * @param temperature how many blocks more are kept at times
   */
  private record Kind(double wheelDoubt, double noise, double temperature) {}

  private final Instance instance;
  private final SplittableRandom random;
  private int starts;
  private Kind kind;
  private int inVain;
  private int fewest;
  private Folding folding;
  private int blocks;
  private Folded best;

  /** The number tells what it starts with. */
  FoldingSearch(Instance instance, int number, long seed) {
    this.instance = instance;
    random = new SplittableRandom(seed + number);
    starts = number;
    kind = nextKind();
    folding = start();
    fewest = folding.wholes();
    blocks = fewest;
    best = folding.folded();
  }

  private Kind nextKind() {
    return KINDS.get(starts++ % KINDS.size());
  }

  private Folding start() {
    return new Folding(instance, kind.wheelDoubt, kind.noise, random.nextLong());
  }

  /** So many tries, or fewer where one block is left or {@code isOver}. */
  void run(int tries, BooleanSupplier isOver) {
    for (int i = 0; i < tries && blocks > 1 && !isOver.getAsBoolean(); i++) {
      if (inVain++ == PATIENCE * instance.count) {
        kind = nextKind();
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
      if (fewest < blocks) {
        blocks = fewest;
        best = folding.folded();
      }
    }
  }

  private void change() {
    int before = folding.wholes();
    folding.change();
    if (folding.wholes() <= before - kind.temperature * Math.log(1 - random.nextDouble())) {
      folding.keep();
    } else {
      folding.undo();
    }
  }

  /** How many blocks there are at least so far. */
  int blocks() {
    return blocks;
  }

  /** The one of fewest blocks so far. */
  Folded best() {
    return best;
  }
}
