package graft.compiler.pack;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;

/**
 * Changes of offsets that may make less overlap: a buffer goes up or down a little, next to another one, or changes places with one;
 * most often with one of those that it differs the least from. Not for any number of threads.
 */
final class Moves {

  /** With how many others each is likely to change places. */
  private static final int ALIKE = 8;
  private static final int MOST_SHOVED = 16;
  /** How likely a change is of each kind. */
  private static final int[] KINDS = {2, 4, 2, 5, 10};
  private static final int ALL_KINDS = Arrays.stream(KINDS).sum();

  private final Instance instance;
  private final Overlaps overlaps;
  private final SplittableRandom random;
  /** By buffer, those that differ the least from it. */
  private final int[][] alike;
  /** How far a small move goes at most. */
  private final long reach;
  private long target;

  /**
   * Proposes nothing yet.
   *
   * @param moving those that may be moved
   * @param meanSize of all buffers
   */
  Moves(Instance instance, Overlaps overlaps, int[] moving, double meanSize, SplittableRandom random) {
    this.instance = instance;
    this.overlaps = overlaps;
    this.random = random;
    reach = Math.max(1, (long) (meanSize / instance.unit / 2));
    alike = new int[instance.count][];
    for (int b : moving) {
      alike[b] = alike(b, moving);
    }
  }

  private int[] alike(int buffer, int[] moving) {
    return Arrays.stream(moving)
        .filter(other -> other != buffer && instance.start(other) < instance.end(buffer)
            && instance.start(buffer) < instance.end(other))
        .boxed()
        .sorted(Comparator.comparingDouble(other -> difference(buffer, other)))
        .limit(ALIKE)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The area by which two differ. */
  private double difference(int one, int other) {
    double sides = Math.abs(instance.start(one) - instance.start(other))
        + Math.abs(instance.end(one) - instance.end(other));
    double common = Math.min(instance.end(one), instance.end(other))
        - Math.max(instance.start(one), instance.start(other));
    return sides * (instance.size[one] + instance.size[other]) / 2
        + common * Math.abs(instance.size[one] - instance.size[other]);
  }

  /** Nothing may lie above this. */
  void setTarget(long target) {
    this.target = target;
  }

  /** A change of a buffer that lives at a step, and perhaps of others; it may move nothing. */
  void propose(int buffer, int step) {
    overlaps.begin();
    int kind = 0;
    int left = random.nextInt(ALL_KINDS);
    while (left >= KINDS[kind]) {
      left -= KINDS[kind++];
    }
    switch (kind) {
      case 0 -> move(buffer, overlaps.offset(buffer) + instance.unit * random.nextLong(-reach, reach + 1), buffer);
      case 1 -> {
        int other = other(buffer, step);
        move(buffer, random.nextBoolean() ? overlaps.top(other) : overlaps.offset(other) - instance.size[buffer],
            other);
      }
      case 2 -> {
        int other = other(buffer, step);
        boolean isLow = overlaps.middle(buffer) < overlaps.middle(other);
        int low = isLow ? buffer : other;
        int high = isLow ? other : buffer;
        long bottom = Math.min(overlaps.offset(low), overlaps.offset(high));
        long top = Math.max(overlaps.top(low), overlaps.top(high));
        if (low != high) {
          move(high, bottom, low);
          move(low, top - instance.size[low], high);
        }
      }
      case 3 -> shove(buffer, step);
      default -> {
        int[] others = alike[buffer];
        if (others.length > 0) {
          int other = others[random.nextInt(others.length)];
          move(buffer, inPlaceOf(other, instance.size[buffer]), other);
          move(other, inPlaceOf(buffer, instance.size[other]), buffer);
        }
      }
    }
  }

  /** At the bottom or the top of a buffer. */
  private long inPlaceOf(int buffer, long size) {
    return random.nextBoolean() ? overlaps.offset(buffer) : overlaps.top(buffer) - size;
  }

  /** One that is next to a buffer at a step, or any one. */
  private int other(int buffer, int step) {
    int count = overlaps.count(step);
    if (random.nextBoolean()) {
      int at = overlaps.number(step, buffer) + (random.nextBoolean() ? 1 : -1);
      return overlaps.at(step, Math.floorMod(at, count));
    }
    return overlaps.at(step, random.nextInt(count));
  }

  private void move(int buffer, long offset, int other) {
    overlaps.move(buffer, Math.max(0, Math.min(offset, target - instance.size[buffer])), other);
  }

  /** Moves a buffer a little, or as far as it overlaps with or is from the next, and those ahead of it as far as they must. */
  private void shove(int buffer, int step) {
    long way = instance.unit * random.nextLong(1, Math.max(2, reach / 4 + 1)) * (random.nextBoolean() ? 1 : -1);
    if (random.nextInt(3) > 0) {
      boolean isUp = random.nextBoolean();
      int at = overlaps.number(step, buffer) + (isUp ? -1 : 1);
      if (at < 0 || at >= overlaps.count(step)) {
        return;
      }
      int next = overlaps.at(step, at);
      way = isUp ? overlaps.top(next) - overlaps.offset(buffer) : overlaps.offset(next) - overlaps.top(buffer);
      if (way == 0 || Math.abs(way) > instance.unit * reach) {
        return;
      }
    }
    overlaps.move(buffer, overlaps.offset(buffer) + way, buffer);
    for (int i = 0; i < overlaps.movedCount(); i++) {
      int ahead = overlaps.moved(i);
      long to = overlaps.to(i);
      boolean goes = to >= 0 && to + instance.size[ahead] <= target;
      for (int time = instance.start(ahead); goes && time < instance.end(ahead); time++) {
        goes = shoveAt(time, ahead, to, way > 0);
      }
      if (!goes) {
        overlaps.begin();
        return;
      }
    }
  }

  /** Those at a step that a buffer would newly overlap; whether they can make way. */
  private boolean shoveAt(int time, int buffer, long to, boolean isUp) {
    int number = overlaps.number(time, buffer);
    for (int at = number + (isUp ? 1 : -1); at >= 0 && at < overlaps.count(time); at += isUp ? 1 : -1) {
      int next = overlaps.at(time, at);
      boolean isClear = isUp ? overlaps.offset(next) >= to + instance.size[buffer] : overlaps.top(next) <= to;
      if (isClear && Math.abs(at - number) > 2) {
        return true;
      }
      boolean overlapped = isUp
          ? overlaps.offset(next) < overlaps.top(buffer)
          : overlaps.top(next) > overlaps.offset(buffer);
      if (isClear || overlapped) {
        continue;
      }
      long must = isUp ? to + instance.size[buffer] : to - instance.size[next];
      if (!overlaps.isMoved(next)) {
        if (overlaps.movedCount() == MOST_SHOVED) {
          return false;
        }
        overlaps.move(next, must, next);
      } else if (!further(next, must, buffer, isUp)) {
        return false;
      }
    }
    return true;
  }

  /** Lets one that is moved go further; not if it has made others move already. */
  private boolean further(int buffer, long must, int by, boolean isUp) {
    boolean isBehind = true;
    for (int i = 0; i < overlaps.movedCount(); i++) {
      if (overlaps.moved(i) == buffer) {
        if (isUp ? overlaps.to(i) < must : overlaps.to(i) > must) {
          if (isBehind) {
            return false;
          }
          overlaps.setTo(i, must);
        }
        return true;
      }
      isBehind &= overlaps.moved(i) != by;
    }
    return true;
  }
}
