package graft.compiler.pack;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How a search goes: which section it fills next, and which buffer it tries first there.
 *
 * @param choice of the section
 * @param order of buffers: letters that stand for properties, the greatest first, the next one where the former ones agree: W the number of
 *     sections, A the area, T the bytes live at the fullest section, Z the size
 */
record Strategy(Choice choice, String order) {

  /** Which section is filled next. */
  enum Choice {
    /** The one with the fewest ways to fill it. */
    FEWEST,
    /** One with a single way; else a lowest one. */
    FORCED,
    /** The one with the least to waste. */
    TIGHTEST
  }

  /** In the order in which they run: different ones first, as hardly any problem is hard for all. */
  static final List<Strategy> ALL = List.of(
      new Strategy(Choice.TIGHTEST, "WAT"),
      new Strategy(Choice.FORCED, "ZAT"),
      new Strategy(Choice.FEWEST, "TAW"),
      new Strategy(Choice.FEWEST, "WAT"),
      new Strategy(Choice.TIGHTEST, "ZAT"),
      new Strategy(Choice.FORCED, "TAW"),
      new Strategy(Choice.FEWEST, "AWT"),
      new Strategy(Choice.TIGHTEST, "AWT"));

  /**
   * The rank of each buffer, first to try first.
   *
   * @param round the first has the order as it is; later ones disturb it at random
   */
  int[] ranks(Instance instance, Sections sections, int round, long seed) {
    int count = instance.count;
    long[] load = new long[sections.count];
    for (int s = 0; s < sections.count; s++) {
      for (int b : sections.live[s]) {
        load[s] += instance.size[b];
      }
    }
    double[][] keys = new double[count][order.length()];
    var random = new SplittableRandom(seed * 31 + round);
    for (int b = 0; b < count; b++) {
      double factor = round == 0 ? 1 : Math.exp(random.nextGaussian() * 0.3);
      for (int i = 0; i < keys[b].length; i++) {
        keys[b][i] = factor * switch (order.charAt(i)) {
          case 'W' -> sections.of[b].length;
          case 'A' -> (double) sections.of[b].length * instance.size[b];
          case 'T' -> Arrays.stream(sections.of[b]).mapToLong(s -> load[s]).max().orElse(0);
          default -> instance.size[b];
        };
      }
    }
    Integer[] order = new Integer[count];
    Arrays.setAll(order, b -> b);
    Arrays.sort(order, (one, other) -> Arrays.compare(keys[other], keys[one]));
    int[] ranks = new int[count];
    for (int i = 0; i < count; i++) {
      ranks[order[i]] = i;
    }
    return ranks;
  }
}
