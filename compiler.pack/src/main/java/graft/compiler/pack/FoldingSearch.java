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

  /** What one kind does not find another one may: each start takes the next. */
  private static final List<Kind> KINDS = List.of(new Kind(1, 3, 1.2, 100), new Kind(1, 6, 0.6, 100),
      new Kind(1, 1.5, 1.2, 100), new Kind(1, 0.7, 0.3, 100));
  /** The same where sizes agree so often by chance that hardly anything is surer than the rest. */
  private static final List<Kind> COARSE = List.of(new Kind(0.3, 12, 1, 1_000), new Kind(0.1, 12, 1.1, 1_000));

  /**
   * How it goes.
   *
   * @param wheels how often pinwheels are looked for
   * @param noise how much more doubtful anything is by chance on the average
   * @param temperature how many blocks more are kept at times
   * @param patience tries without fewer blocks after which it starts over, for each buffer
   */
  private record Kind(double wheels, double noise, double temperature, int patience) {}

  private final Instance instance;
  private final SplittableRandom random;
  private final List<Kind> kinds;
  private int starts;
  private Kind kind;
  private int inVain;
  private int fewest;
  private Folding folding;
  private int blocks;
  private Folded best;

  /**
   * Folded once.
   *
   * @param number tells what it starts with
   * @param isCoarse whether sizes often agree by chance
   */
  FoldingSearch(Instance instance, int number, boolean isCoarse, long seed) {
    this.instance = instance;
    kinds = isCoarse ? COARSE : KINDS;
    random = new SplittableRandom(seed + number);
    starts = number;
    kind = nextKind();
    folding = start();
    fewest = folding.wholes();
    blocks = fewest;
    best = folding.folded();
  }

  private Kind nextKind() {
    return kinds.get(starts++ % kinds.size());
  }

  private Folding start() {
    return new Folding(instance, kind.wheels, kind.noise, random.nextLong());
  }

  /** So many tries, or fewer where one block is left or {@code isOver}. */
  void run(int tries, BooleanSupplier isOver) {
    for (int i = 0; i < tries && blocks > 1 && !isOver.getAsBoolean(); i++) {
      if (inVain++ == kind.patience * instance.count) {
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
