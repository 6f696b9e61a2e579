package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Lays out step after step within a height, in several ways at once: of all layouts up to a step those are followed that leave the
 * fewest gaps at later steps, as few large gaps can be filled in more ways than many small ones. Where none goes on it goes back some
 * steps, the further the more often. A step at which that happens counts more from then on (squeaky wheel optimization: Joslin and
 * Clements, 1999). Not for any number of threads.
 */
final class StepBeam {

  /** Layouts that follow one, at most. */
  private static final int WAYS = 12;
  /** How much more a step counts at first where all that begins is one buffer: such a step needs large gaps. */
  private static final double LARGE = 20;
  /** What a unit costs that will find no gap; a gap more at one later step costs 1. */
  private static final double LACK = 0.4;
  /** How many times its first weight a step counts more where no layout goes on, and counts at most. */
  private static final double BLAME = 0.25;
  private static final double MOST = 4;

  private final Arrivals arrivals;
  private final GapFilling filling;
  private final Lookahead lookahead;
  /** How much a gap at each step counts, and the same for all steps before each together. */
  private final double[] weights;
  private final double[] firstWeights;
  private final double[] before;
  /** By step, layouts up to it. */
  private final List<List<StepFront>> beams = new ArrayList<>();
  private int width;
  private int patience;
  /** The last step at which none went on, and how often. */
  private int hardest;
  private int inVain;
  private boolean isStuck;

  /** A layout and what is to be small. */
  private record Candidate(StepFront front, double gaps) {}

  /** Lays out nothing yet. */
  StepBeam(Arrivals arrivals, SplittableRandom random) {
    this.arrivals = arrivals;
    filling = new GapFilling(WAYS, random);
    lookahead = new Lookahead(arrivals);
    firstWeights = Arrays.stream(arrivals.sizes).mapToDouble(sizes -> 1 + LARGE * concentration(sizes)).toArray();
    weights = firstWeights.clone();
    before = new double[arrivals.steps + 1];
  }

  /** 1 of one buffer, and the less the more there are of equal sizes (Herfindahl's index). */
  private static double concentration(int[] sizes) {
    double sum = 0;
    double squares = 0;
    for (int size : sizes) {
      sum += size;
      squares += (double) size * size;
    }
    return sum == 0 ? 0 : squares / (sum * sum);
  }

  /**
   * Begins at the first step.
   *
   * @param height in units
   * @param newWidth how many layouts are followed at once
   * @param newPatience how often it goes back at one step
   */
  void begin(int height, int newWidth, int newPatience) {
    width = newWidth;
    patience = newPatience;
    hardest = -1;
    inVain = 0;
    isStuck = false;
    beams.clear();
    beams.add(List.of(StepFront.empty(height)));
    weigh();
  }

  /** Mean weights are 1. */
  private void weigh() {
    double mean = Arrays.stream(weights).average().orElse(1);
    for (int step = 0; step < weights.length; step++) {
      before[step + 1] = before[step] + weights[step] / mean;
    }
  }

  /** Whether all steps are laid out. */
  boolean isDone() {
    return beams.size() > arrivals.steps;
  }

  /** Whether it does not go on. */
  boolean isStuck() {
    return isStuck;
  }

  /** Goes on by a step, or back; stays where it is if {@code isOver}. How many layouts it looked at. */
  int next(BooleanSupplier isOver) {
    List<StepFront> beam = beams.getLast();
    List<Candidate> found = new ArrayList<>();
    for (StepFront front : beam) {
      if (isOver.getAsBoolean()) {
        return beam.size();
      }
      for (int[] way : filling.fill(gaps(front), arrivals.sizes[front.step], lasting(front.step))) {
        StepFront next = front.next(arrivals, way);
        found.add(new Candidate(next, gapsLater(next) + LACK * lookahead.lack(next, before)));
      }
    }
    if (found.isEmpty()) {
      goBack();
    } else {
      beams.add(best(found));
    }
    return beam.size();
  }

  private void goBack() {
    int step = beams.size() - 1;
    weights[step] = Math.min(MOST * firstWeights[step], weights[step] + BLAME * firstWeights[step]);
    inVain = step > hardest ? 1 : inVain + 1;
    hardest = Math.max(hardest, step);
    isStuck = inVain > patience;
    beams.subList(Math.max(1, step - inVain), beams.size()).clear();
    weigh();
  }

  private List<StepFront> best(List<Candidate> found) {
    found.sort(Comparator.comparingDouble(Candidate::gaps));
    Set<Long> seen = new HashSet<>();
    List<StepFront> best = new ArrayList<>();
    for (int i = 0; i < found.size() && best.size() < width; i++) {
      if (seen.add(found.get(i).front.hash())) {
        best.add(found.get(i).front);
      }
    }
    return best;
  }

  /** The weights of all steps after one at which something lies that begins there. */
  private double lasting(int step, int end) {
    return end <= step + 1 ? 0 : before[Math.min(end, arrivals.steps)] - before[step + 1];
  }

  private double[] lasting(int step) {
    return Arrays.stream(arrivals.ends[step]).mapToDouble(end -> lasting(step, end)).toArray();
  }

  private GapFilling.Gaps gaps(StepFront front) {
    int count = 0;
    int[] sizes = new int[front.count];
    double[] longer = new double[front.count];
    double[] shorter = new double[front.count];
    for (int layer = 0; layer < front.count; layer++) {
      if (front.isGap(layer)) {
        int below = front.endBelow(layer);
        int above = front.endAbove(layer);
        sizes[count] = front.sizes[layer];
        longer[count] = lasting(front.step, Math.max(below, above));
        shorter[count++] = lasting(front.step, Math.min(below, above));
      }
    }
    return new GapFilling.Gaps(Arrays.copyOf(sizes, count), Arrays.copyOf(longer, count),
        Arrays.copyOf(shorter, count));
  }

  /** The gaps that all later steps would have if nothing more began, weighted: each begins where a layer ends before its neighbour. */
  private double gapsLater(StepFront front) {
    double falls = 0;
    double below = lasting(front.step - 1, arrivals.steps);
    for (int layer = 0; layer < front.count; layer++) {
      double own = lasting(front.step - 1, front.ends[layer]);
      falls += Math.max(0, below - own);
      below = own;
    }
    return falls;
  }

  /** Offsets by buffer of what is laid out, in units. */
  void layOut(int[] offsets) {
    for (StepFront front = beams.getLast().getFirst(); front.before != null; front = front.before) {
      int[] arrived = arrivals.buffers[front.before.step];
      for (int i = 0; i < arrived.length; i++) {
        offsets[arrived[i]] = front.offsets[i];
      }
    }
  }
}
