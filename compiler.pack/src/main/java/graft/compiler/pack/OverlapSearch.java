package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Looks for a layout within a height: all buffers lie within it from the start, overlap, and are moved until they do not (as Egeblad,
 * Nielsen and Odgaard, 2007, nest polygons; by simulated annealing here). Those that live for one step have no offset meanwhile: only
 * what of them fits nowhere counts, as what overlaps does. Of lifetimes without gaps. Not for any number of threads.
 */
final class OverlapSearch {

  /** How hot a cycle is at first and at last, in mean sizes of a buffer. */
  private static final double HOT = 0.02;
  private static final double COLD = 0.005;
  /** How many times longer each cycle is. */
  private static final double LONGER = 1.5;
  /** How much of what the lowest layout is above the bound may stay, and by how much of it less room is left when all fits. */
  private static final double AIM = 0.75;
  private static final double SQUEEZE = 0.1;
  /** Changes between two looks at the time. */
  private static final int CHANGES_PER_LOOK = 64;
  /** Of so many steps the most crowded one is looked at. */
  private static final int LOOKS = 3;

  /** What is free at a step. */
  private record Gap(long offset, long size) {}

  private final Instance instance;
  private final long wanted;
  private final long unit;
  private final SplittableRandom random;
  private final Fillers fillers;
  private final Overlaps overlaps;
  private final int[] moving;
  private final Moves moves;
  /** How much a byte of a step counts: less where those that live there live long. */
  private final double[] weights;
  /** By step, bytes that overlap or find no gap. */
  private final long[] crowd;
  private final long[] changedCrowd;
  private final long[] gaps;
  private final double meanSize;
  private long allCrowd;
  private long target;
  private long lowest = Long.MAX_VALUE;
  private long[] best = {};
  private long length;
  private long done;
  private boolean isFirst = true;
  private boolean isDone = true;
  private boolean isLowest;

  /**
   * Knows nothing yet.
   *
   * @param wanted the height that is to be reached
   * @param length of the first cycle, in changes
   */
  OverlapSearch(Instance instance, long wanted, long length, long seed) {
    this.instance = instance;
    this.wanted = wanted;
    unit = instance.unit;
    random = new SplittableRandom(seed);
    fillers = new Fillers(instance);
    List<Integer> ordinary = new ArrayList<>();
    double sizes = 0;
    int live = 0;
    for (int b = 0; b < instance.count; b++) {
      if (!instance.isIdle(b)) {
        live++;
        sizes += instance.size[b];
        if (!fillers.isFiller(b)) {
          ordinary.add(b);
        }
      }
    }
    meanSize = sizes / live;
    moving = ordinary.stream().mapToInt(Integer::intValue).toArray();
    overlaps = new Overlaps(instance, moving);
    moves = new Moves(instance, overlaps, moving, meanSize, random);
    weights = weights();
    crowd = new long[instance.steps];
    changedCrowd = new long[instance.steps];
    gaps = new long[instance.count + 1];
    this.length = length;
  }

  private double[] weights() {
    double[] all = new double[instance.steps];
    double most = 0;
    for (int step = 0; step < instance.steps; step++) {
      double steps = 1;
      for (int i = 0; i < overlaps.count(step); i++) {
        int b = overlaps.at(step, i);
        steps += instance.end(b) - instance.start(b);
      }
      all[step] = 1 / Math.sqrt(steps / (1 + overlaps.count(step)));
      most = Math.max(most, all[step]);
    }
    for (int step = 0; step < instance.steps; step++) {
      all[step] /= most;
    }
    return all;
  }

  /**
   * So many changes, or fewer if {@code isOver}.
   *
   * @param known the lowest layout so far
   * @return the lowest layout found
   */
  long[] run(int tries, long[] known, BooleanSupplier isOver) {
    if (instance.height(known) < lowest) {
      lowest = instance.height(known);
      best = known;
    }
    for (int i = 0; i < tries && lowest > wanted && !isLowest && moving.length > 0; i++) {
      if (i % CHANGES_PER_LOOK == 0 && isOver.getAsBoolean()) {
        return best;
      }
      if (isDone) {
        begin();
      }
      change();
      done++;
      if (allCrowd == 0) {
        layOut();
        squeeze();
      } else if (done == length) {
        layOut();
        isDone = true;
        length = (long) (LONGER * length);
      }
    }
    return best;
  }

  /** Begins a cycle. */
  private void begin() {
    target = align(wanted + (long) (AIM * (lowest - wanted)));
    put(isFirst ? best.clone() : overlaps.offsets());
    done = 0;
    isDone = false;
    isFirst = false;
  }

  /** Goes on with less room, if less may be enough. */
  private void squeeze() {
    isLowest = target <= align(wanted);
    long less = Math.max(unit, align((long) (SQUEEZE * (lowest - wanted))));
    target = Math.max(align(wanted), Math.min(target, align(lowest)) - less);
    put(overlaps.offsets());
  }

  private long align(long height) {
    return (height + unit - 1) / unit * unit;
  }

  /** Puts all where they are told, or below the target. */
  private void put(long[] offsets) {
    moves.setTarget(target);
    for (int b : moving) {
      offsets[b] = Math.max(0, Math.min(offsets[b], target - instance.size[b]));
    }
    overlaps.put(offsets);
    allCrowd = 0;
    for (int step = 0; step < instance.steps; step++) {
      crowd[step] =
          overlaps.bytes(step) + fillers.lack(step, gaps, overlaps.gaps(step, target, fillers.smallest(step), gaps));
      allCrowd += crowd[step];
    }
  }

  private double temperature() {
    return meanSize * HOT * Math.pow(COLD / HOT, (double) done / length);
  }

  private void change() {
    int step = random.nextInt(instance.steps);
    int buffer;
    if (random.nextBoolean()) {
      for (int i = 1; i < LOOKS; i++) {
        int other = random.nextInt(instance.steps);
        step = crowd[other] * weights[other] > crowd[step] * weights[step] ? other : step;
      }
      if (overlaps.count(step) == 0) {
        return;
      }
      buffer = overlaps.at(step, random.nextInt(overlaps.count(step)));
      int other = overlaps.at(step, random.nextInt(overlaps.count(step)));
      buffer = steps(other) < steps(buffer) ? other : buffer;
      if (overlaps.bytes(step) > 0 && random.nextBoolean()) {
        buffer = overlapping(step);
      }
    } else {
      buffer = moving[random.nextInt(moving.length)];
      step = random.nextInt(instance.start(buffer), instance.end(buffer));
    }
    moves.propose(buffer, step);
    if (overlaps.isChange()) {
      decide();
    }
  }

  private int steps(int buffer) {
    return instance.end(buffer) - instance.start(buffer);
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
    double limit = -temperature() * Math.log(1 - random.nextDouble());
    double more = 0;
    for (int step = overlaps.first(); step < overlaps.end(); step++) {
      more -= crowd[step] * weights[step];
    }
    for (int step = overlaps.first(); step < overlaps.end(); step++) {
      changedCrowd[step] = overlaps.change(step);
      more += changedCrowd[step] * weights[step];
      if (more > limit) {
        return;
      }
    }
    for (int step = overlaps.first(); step < overlaps.end(); step++) {
      long lack = fillers.lack(step, gaps,
          overlaps.changedGaps(step, target, fillers.smallest(step), gaps));
      changedCrowd[step] += lack;
      more += lack * weights[step];
      if (more > limit) {
        return;
      }
    }
    for (int step = overlaps.first(); step < overlaps.end(); step++) {
      allCrowd += changedCrowd[step] - crowd[step];
      crowd[step] = changedCrowd[step];
    }
    overlaps.keep();
  }

  /** Fills the gaps and lets everything down, the lowest first. */
  private void layOut() {
    long[] offsets = overlaps.offsets();
    for (int step = 0; step < instance.steps; step++) {
      fill(step, offsets);
    }
    long[] tops = new long[instance.steps];
    IntStream.range(0, instance.count)
        .filter(b -> !instance.isIdle(b))
        .boxed()
        .sorted(Comparator.comparingLong(b -> 2 * offsets[b] + instance.size[b]))
        .forEachOrdered(b -> {
          offsets[b] = Arrays.stream(tops, instance.start(b), instance.end(b)).max().orElseThrow();
          Arrays.fill(tops, instance.start(b), instance.end(b), offsets[b] + instance.size[b]);
        });
    long height = instance.height(offsets);
    if (height < lowest) {
      lowest = height;
      best = offsets;
    }
  }

  /** Lays out fillers one above the other in their gaps, and above the target if there is none. */
  private void fill(int step, long[] offsets) {
    List<Gap> free = new ArrayList<>();
    long low = 0;
    for (int i = 0; i < overlaps.count(step); i++) {
      int buffer = overlaps.at(step, i);
      free.add(new Gap(low, overlaps.offset(buffer) - low));
      low = Math.max(low, overlaps.top(buffer));
    }
    free.add(new Gap(low, target - low));
    free.removeIf(gap -> gap.size < fillers.smallest(step));
    free.sort(Comparator.comparingLong(Gap::size));
    int[] into = fillers.fill(step, free.stream().mapToLong(Gap::size).toArray());
    free.add(new Gap(target, Long.MAX_VALUE));
    long[] next = free.stream().mapToLong(Gap::offset).toArray();
    for (int i = 0; i < into.length; i++) {
      int filler = fillers.of(step)[i];
      offsets[filler] = next[into[i]];
      next[into[i]] += instance.size[filler];
    }
  }
}
