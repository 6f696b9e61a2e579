package graft.compiler.pack;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Looks for a layout within a capacity until there is one or none can be. A state is a {@link Skyline}: what is laid out below,
 * what is still to be laid out above. A step takes a section whose floor is a local minimum and decides who comes next there: one
 * of the buffers that can lie on the floor, each in turn, or nobody, whereupon the floor rises to where the next one could lie.
 * That are all cases, and no layout comes up twice. Only layouts in which each buffer rests on another are looked at, as
 * MiniMalloc's canonical ones. Parts of time that no buffer connects are searched alone; states that failed are remembered, across
 * restarts too. Not for any number of threads.
 */
final class Search {

  /** How a search ended. */
  enum End {
    /** There is a layout. */
    FOUND,
    /** There is none. */
    NONE,
    /** It was stopped. */
    STOPPED
  }

  private static final int LOOK_UP_EVERY = 16;

  private final Skyline skyline;
  private final Sections sections;
  private final Instance instance;
  private final Strategy.Choice choice;
  private final Failures failures = new Failures();
  private final long[] bufferHash;
  private final long[] sectionHash;
  private int[] ranks = {};
  private BooleanSupplier stop = () -> false;
  private long nodes;
  private long limit;
  private boolean stopped;

  Search(Instance instance, Sections sections, Neighbours neighbours, Strategy.Choice choice, long capacity) {
    this.instance = instance;
    this.sections = sections;
    this.choice = choice;
    skyline = new Skyline(instance, sections, neighbours, capacity);
    bufferHash = new SplittableRandom(1).longs(instance.count).toArray();
    sectionHash = new SplittableRandom(2).longs(sections.count).toArray();
  }

  /**
   * Starts anew, with what it learnt about states before.
   *
   * @param tryOrder of buffers, the lowest first
   * @param steps after so many it stops
   * @param isOver asked now and then whether to stop
   */
  End run(int[] tryOrder, long steps, BooleanSupplier isOver) {
    ranks = tryOrder;
    stop = isOver;
    nodes = 0;
    limit = steps;
    stopped = false;
    failures.reserve(steps);
    skyline.rewind(0, 0);
    if (skyline.settle(0, sections.count) && solveParts(0, sections.count)) {
      return End.FOUND;
    }
    return stopped ? End.STOPPED : End.NONE;
  }

  /** No layout fits less than this; known when there is none. */
  long need() {
    return skyline.need();
  }

  /** Offsets by buffer, after a layout was found. */
  long[] offsets() {
    return skyline.offsets();
  }

  /** Solves the parts of sections {@code from} up to {@code to} that nothing connects, narrow ones first. */
  private boolean solveParts(int from, int to) {
    int[] parts = skyline.parts(from, to);
    if (parts.length == 2) {
      return solve(parts[0], parts[1]);
    }
    int laid = skyline.laid();
    int trail = skyline.trail();
    for (int i = 0; i < parts.length; i += 2) {
      if (!solve(parts[i], parts[i + 1])) {
        skyline.rewind(laid, trail);
        return false;
      }
    }
    return true;
  }

  private boolean solve(int from, int to) {
    if (++nodes > limit || (nodes % LOOK_UP_EVERY == 0 && stop.getAsBoolean())) {
      stopped = true;
      return false;
    }
    long one = 0;
    long other = 0;
    for (int s = from; s < to; s++) {
      if (skyline.rest(s) > 0) {
        long hash = mix(sectionHash[s] ^ skyline.floor(s) * 0x9E3779B97F4A7C15L);
        one += hash;
        other += mix(hash + skyline.rest(s));
        for (int b : sections.live[s]) {
          if (!skyline.isLaid(b) && sections.of[b][0] == s) {
            long own = instance.hasParts ? mix(bufferHash[b] ^ skyline.low(b) * 0x9E3779B97F4A7C15L) : bufferHash[b];
            one += own;
            other += mix(own);
          }
        }
      }
    }
    if (failures.contains(one, other)) {
      return false;
    }
    int section = section(from, to);
    if (tryBuffers(section, from, to)) {
      return true;
    }
    if (!stopped && tryNobody(section, from, to)) {
      return true;
    }
    if (!stopped) {
      failures.add(one, other);
    }
    return false;
  }

  private boolean tryBuffers(int section, int from, int to) {
    int laid = skyline.laid();
    int trail = skyline.trail();
    int[] candidates = candidates(section);
    for (int i = 0; i < candidates.length; i++) {
      if (isLikeOneBefore(candidates, i)) {
        continue;
      }
      if (skyline.lay(candidates[i]) && solveParts(from, to)) {
        return true;
      }
      skyline.rewind(laid, trail);
      if (stopped) {
        return false;
      }
    }
    return false;
  }

  private boolean tryNobody(int section, int from, int to) {
    int laid = skyline.laid();
    int trail = skyline.trail();
    if (skyline.raise(section) && solveParts(from, to)) {
      return true;
    }
    skyline.rewind(laid, trail);
    return false;
  }

  private int[] candidates(int section) {
    long floor = skyline.floor(section);
    int[] found = new int[skyline.count(section)];
    int count = 0;
    for (int b : sections.live[section]) {
      if (!skyline.isLaid(b) && skyline.low(b) == floor) {
        int at = count++;
        for (; at > 0 && ranks[found[at - 1]] > ranks[b]; at--) {
          found[at] = found[at - 1];
        }
        found[at] = b;
      }
    }
    return found;
  }

  private boolean isLikeOneBefore(int[] candidates, int number) {
    int b = candidates[number];
    for (int i = 0; i < number; i++) {
      int a = candidates[i];
      if (instance.exactSize[a] == instance.exactSize[b] && instance.alignment[a] == instance.alignment[b]
          && instance.fixed[a] == instance.fixed[b] && Arrays.equals(sections.of[a], sections.of[b])
          && (!instance.hasParts || instance.livesLike(a, b))) {
        return true;
      }
    }
    return false;
  }

  /** A section whose floor is a local minimum: whatever can lie on it buries nothing. Gaps allow only the lowest of all. */
  private int section(int from, int to) {
    long lowest = sections.areContiguous ? Long.MIN_VALUE : skyline.lowestFloor(from, to);
    int best = -1;
    int bestWays = 0;
    for (int s = from; s < to;) {
      if (skyline.rest(s) == 0) {
        s++;
        continue;
      }
      int end = s + 1;
      long floor = skyline.floor(s);
      while (end < to && skyline.rest(end) > 0 && skyline.floor(end) == floor) {
        end++;
      }
      boolean isMinimum = sections.areContiguous
          ? isWall(s - 1, from, to, floor) && isWall(end, from, to, floor)
          : floor == lowest;
      for (; isMinimum && s < end; s++) {
        int ways = 2 * skyline.count(s) + (skyline.slack(s) > 0 ? 1 : 0);
        if (best < 0 || isBetter(s, ways, best, bestWays)) {
          best = s;
          bestWays = ways;
        }
      }
      s = end;
    }
    return best;
  }

  private boolean isWall(int section, int from, int to, long floor) {
    return section < from || section >= to || skyline.rest(section) == 0 || skyline.floor(section) > floor;
  }

  private boolean isBetter(int one, int ways, int other, int otherWays) {
    long slack = skyline.slack(one);
    long otherSlack = skyline.slack(other);
    boolean isFewer = ways < otherWays || (ways == otherWays && slack < otherSlack);
    return switch (choice) {
      case FEWEST -> isFewer;
      case TIGHTEST -> slack < otherSlack || (slack == otherSlack && ways < otherWays);
      case FORCED -> {
        boolean isForced = ways <= 2;
        boolean isOtherForced = otherWays <= 2;
        long floor = skyline.floor(one);
        long otherFloor = skyline.floor(other);
        yield isForced == isOtherForced ? floor < otherFloor || (floor == otherFloor && isFewer) : isForced;
      }
    };
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 32) * 0xD6E8FEB86659FD93L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    return mixed ^ mixed >>> 32;
  }
}
