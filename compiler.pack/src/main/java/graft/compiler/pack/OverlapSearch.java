package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Lowers a layout: its buffers are put a unit less high, overlap, and are moved until they do not (as Egeblad, Nielsen and Odgaard, 2007,
 * nest polygons; by simulated annealing here, hardly warm). Those that live for one step have no offset meanwhile: only what of them
 * fits nowhere counts, as what overlaps does. Where little still overlaps, {@link CriticalSearch} finds a layout that is hardly higher.
 * Of lifetimes without gaps. Not for any number of threads.
 */
final class OverlapSearch {

  /** How warm a repair is at first and at last, in mean sizes of a buffer; at first warmer after each one in vain, up to so many. */
  private static final double WARM = 0.016;
  private static final double FROZEN = 0.008;
  private static final double WARMER = 1.25;
  private static final int WARMINGS = 5;
  /** Repairs in vain after which others are likely to find lower layouts sooner. */
  private static final int STUCK = 6;
  /** Units that still overlap after a repair, above which no layout is likely to become lower. */
  private static final int HOPELESS = 4;
  /** Changes between two looks at the time. */
  private static final int CHANGES_PER_LOOK = 64;
  /** Changes of a repair, for each buffer. */
  private static final int CHANGES_PER_REPAIR = 2_000;
  /** Changes of order, for each buffer, by which a layout is lowered. */
  private static final int TRIES = 30;
  /** Of so many steps the most crowded one is looked at. */
  private static final int LOOKS = 6;

  /** What is free at a step. */
  private record Gap(int offset, int size) {}

  private final Instance instance;
  private final long wanted;
  private final SplittableRandom random;
  private final Fillers fillers;
  private final Overlaps overlaps;
  private final int[] moving;
  private final Moves moves;
  private final CriticalSearch critical;
  /** How much a unit of a step counts, 1 in the mean: less where those that live there live long. */
  private final double[] weights;
  /** By step, units that find no gap, and the same after the change. */
  private final long[] lack;
  private final long[] changedLack;
  /** By step, by how much less may overlap after the change, at most. */
  private final int[] gains;
  private final long[] gaps;
  private final double meanSize;
  private final long length;
  /** The steps that the change touches. */
  private final int[] touches;
  private int touched;
  /** Of all steps. */
  private long allCrowd;
  private int target;
  private double warm;
  private double temperature;
  private long lowest = Long.MAX_VALUE;
  private long[] best = {};
  /** Changes of the repair that runs. */
  private long done;
  /** How many repairs before were in vain, and the height of what was repaired last. */
  private int inVain;
  private long repaired = Long.MAX_VALUE;
  private boolean isDone = true;

  /**
   * Knows nothing yet.
   *
   * @param wanted the height that is to be reached
   */
  OverlapSearch(Instance instance, long wanted, long seed) {
    this.instance = instance;
    this.wanted = wanted;
    random = new SplittableRandom(seed);
    fillers = new Fillers(instance);
    int[] live = IntStream.range(0, instance.count).filter(b -> !instance.isIdle(b)).toArray();
    moving = Arrays.stream(live).filter(b -> !fillers.isFiller(b)).toArray();
    meanSize = Arrays.stream(live).mapToDouble(b -> (double) instance.size[b] / instance.unit).average().orElse(1);
    overlaps = new Overlaps(instance, moving);
    moves = new Moves(instance, overlaps, moving, meanSize, random);
    critical = new CriticalSearch(instance, new Alike(instance, live), random.split());
    weights = weights();
    lack = new long[instance.steps];
    changedLack = new long[instance.steps];
    touches = new int[instance.steps];
    gains = new int[instance.steps];
    gaps = new long[instance.count + 1];
    length = (long) CHANGES_PER_REPAIR * instance.count;
  }

  private double[] weights() {
    double[] all = new double[instance.steps];
    double mean = 0;
    for (int step = 0; step < instance.steps; step++) {
      double steps = 1;
      for (int i = 0; i < overlaps.count(step); i++) {
        int b = overlaps.at(step, i);
        steps += instance.end(b) - instance.start(b);
      }
      all[step] = 1 / Math.sqrt(steps / (1 + overlaps.count(step)));
      mean += all[step] / instance.steps;
    }
    for (int step = 0; step < instance.steps; step++) {
      all[step] /= mean;
    }
    return all;
  }

  /**
   * So many changes, or fewer where no time is left.
   *
   * @param known the lowest layout so far
   * @param left nanoseconds
   * @return the lowest layout found
   */
  long[] run(int tries, long[] known, LongSupplier left) {
    if (instance.height(known) < lowest) {
      lowest = instance.height(known);
      best = known;
    }
    BooleanSupplier isOver = () -> left.getAsLong() <= 0;
    for (int i = 0; i < tries && lowest > wanted && moving.length > 0; i++) {
      if (i % CHANGES_PER_LOOK == 0 && isOver.getAsBoolean()) {
        return best;
      }
      if (isDone) {
        begin();
      }
      if (done % CHANGES_PER_LOOK == 0) {
        temperature = meanSize * warm * Math.pow(FROZEN / warm, (double) done / length);
      }
      change();
      done++;
      isDone = allCrowd == 0 || done == length;
      if (isDone && allCrowd <= HOPELESS) {
        layOut(isOver);
      }
    }
    return best;
  }

  /** Whether so many repairs were in vain that another layout is wanted. */
  boolean isStuck() {
    return inVain >= STUCK;
  }

  /** Goes on all the same. */
  void retry() {
    inVain = 0;
  }

  /** Begins with the lowest layout and a unit less. */
  private void begin() {
    done = 0;
    inVain = instance.height(best) < repaired ? 0 : inVain + 1;
    repaired = instance.height(best);
    warm = WARM * Math.pow(WARMER, inVain % WARMINGS);
    target = Math.max(units(wanted), units(lowest) - 1);
    put(Arrays.stream(best).mapToInt(this::units).toArray());
  }

  private int units(long bytes) {
    return Math.toIntExact((bytes + instance.unit - 1) / instance.unit);
  }

  /** Puts all where they are told, or below the target. */
  private void put(int[] offsets) {
    moves.setTarget(target);
    for (int b : moving) {
      offsets[b] = Math.max(0, Math.min(offsets[b], target - overlaps.size(b)));
    }
    overlaps.put(offsets, target);
    allCrowd = 0;
    for (int step = 0; step < instance.steps; step++) {
      lack[step] = fillers.lack(step, gaps, overlaps.gaps(step, fillers.smallest(step), gaps));
      allCrowd += crowd(step);
    }
  }

  /** Units of a step that overlap or find no gap. */
  private long crowd(int step) {
    return overlaps.overlap(step) + lack[step];
  }

  private void change() {
    int step = random.nextInt(instance.steps);
    int buffer;
    if (random.nextBoolean()) {
      for (int i = 1; i < LOOKS; i++) {
        int other = random.nextInt(instance.steps);
        step = crowd(other) * weights[other] > crowd(step) * weights[step] ? other : step;
      }
      if (overlaps.count(step) == 0) {
        return;
      }
      buffer = overlaps.at(step, random.nextInt(overlaps.count(step)));
      int other = overlaps.at(step, random.nextInt(overlaps.count(step)));
      buffer = steps(other) < steps(buffer) ? other : buffer;
      if (overlaps.overlap(step) > 0 && random.nextBoolean()) {
        buffer = overlapping(step);
      }
    } else {
      buffer = moving[random.nextInt(moving.length)];
      step = random.nextInt(overlaps.start(buffer), overlaps.end(buffer));
    }
    moves.propose(buffer, step);
    if (overlaps.isChange()) {
      decide();
    }
  }

  private int steps(int buffer) {
    return overlaps.end(buffer) - overlaps.start(buffer);
  }

  /** One of two that overlap at a step. */
  private int overlapping(int step) {
    int count = overlaps.count(step);
    int first = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      int at = (first + i) % count;
      if (at > 0 && overlaps.offset(overlaps.at(step, at)) < overlaps.top(overlaps.at(step, at - 1))) {
        return overlaps.at(step, random.nextBoolean() ? at : at - 1);
      }
    }
    return overlaps.at(step, first);
  }

  /** Makes the change if not too much becomes crowded. */
  private void decide() {
    double limit = -temperature * Math.log(1 - random.nextDouble());
    double more = 0;
    touched = 0;
    for (int step = overlaps.first(); step <= overlaps.last(); step++) {
      if (!overlaps.isUntouched(step)) {
        touches[touched++] = step;
        gains[step] = overlaps.overlap(step);
        more -= crowd(step) * weights[step];
      }
    }
    long all = 0;
    for (int i = 0; i < touched; i++) {
      int step = touched(i);
      int overlap = overlaps.apply(step);
      all += overlap;
      more += (overlap + gains[step]) * weights[step];
      more += i == 0 && more <= limit ? lessGain() : 0;
      if (more > limit) {
        revert(i + 1);
        return;
      }
    }
    for (int i = 0; i < touched; i++) {
      int step = touched(i);
      changedLack[step] = fillers.lack(step, gaps, overlaps.gaps(step, fillers.smallest(step), gaps));
      more += changedLack[step] * weights[step];
      if (more > limit) {
        revert(touched);
        return;
      }
    }
    for (int i = 0; i < touched; i++) {
      int step = touches[i];
      all += changedLack[step] - lack[step];
      lack[step] = changedLack[step];
    }
    allCrowd += all;
    overlaps.keep();
  }

  /** Most changes are given up at the first step, so what others could gain is looked at after it: how much less that is. */
  private double lessGain() {
    double less = 0;
    for (int i = 1; i < touched; i++) {
      int step = touched(i);
      if (gains[step] > 0) {
        int gain = overlaps.gain(step);
        less += (gains[step] - gain) * weights[step];
        gains[step] = gain;
      }
    }
    return less;
  }

  /** A step that the change touches: those first at which it is likely to do harm, the first and the last one. */
  private int touched(int number) {
    return touches[number % 2 == 0 ? number / 2 : touched - 1 - number / 2];
  }

  private void revert(int steps) {
    for (int i = 0; i < steps; i++) {
      overlaps.revert(touched(i));
    }
  }

  /**
   * Fills the gaps, and looks for a layout in about the same order for as long as it becomes the lowest one. Another one that is as low
   * as that takes its place.
   */
  private void layOut(BooleanSupplier isOver) {
    long[] offsets = Arrays.stream(overlaps.offsets()).mapToLong(offset -> offset * instance.unit).toArray();
    for (int step = 0; step < instance.steps; step++) {
      fill(step, offsets);
    }
    boolean isLower = true;
    while (isLower) {
      offsets = critical.lower(offsets, TRIES * instance.count, isOver);
      isLower = instance.height(offsets) < lowest;
      if (instance.height(offsets) <= lowest) {
        lowest = instance.height(offsets);
        best = offsets;
      }
    }
  }

  /** Lays out fillers one above the other in their gaps, and above the target if there is none. */
  private void fill(int step, long[] offsets) {
    List<Gap> free = new ArrayList<>();
    int low = 0;
    int[] lowestFirst = IntStream.range(0, overlaps.count(step))
        .map(i -> overlaps.at(step, i))
        .boxed()
        .sorted(Comparator.comparingInt(overlaps::offset))
        .mapToInt(Integer::intValue)
        .toArray();
    for (int buffer : lowestFirst) {
      free.add(new Gap(low, overlaps.offset(buffer) - low));
      low = Math.max(low, overlaps.top(buffer));
    }
    free.add(new Gap(low, target - low));
    free.removeIf(gap -> gap.size < fillers.smallest(step));
    free.sort(Comparator.comparingInt(Gap::size));
    int[] into = fillers.fill(step, free.stream().mapToLong(Gap::size).toArray());
    free.add(new Gap(target, Integer.MAX_VALUE));
    long[] next = free.stream().mapToLong(gap -> gap.offset * instance.unit).toArray();
    for (int i = 0; i < into.length; i++) {
      int filler = fillers.of(step)[i];
      offsets[filler] = next[into[i]];
      next[into[i]] += instance.size[filler];
    }
  }
}
