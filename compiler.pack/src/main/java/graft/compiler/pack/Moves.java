package graft.compiler.pack;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Changes of offsets that may make less overlap: a buffer goes up or down a little, next to another one, or changes places with one;
 * most often with one of those that it differs the least from. Not for any number of threads.
 */
final class Moves {

  private static final int MOST_SHOVED = 6;
  /** How likely a change is of each kind. */
  private static final int[] KINDS = {2, 4, 2, 5, 10};
  private static final int ALL_KINDS = Arrays.stream(KINDS).sum();

  private final Overlaps overlaps;
  private final SplittableRandom random;
  private final Alike alike;
  /** How far a small move goes at most. */
  private final int reach;
  private int target;

  /**
   * Proposes nothing yet.
   *
   * @param moving those that may be moved
   * @param meanSize of all buffers, in units
   */
  Moves(Instance instance, Overlaps overlaps, int[] moving, double meanSize, SplittableRandom random) {
    this.overlaps = overlaps;
    this.random = random;
    reach = Math.max(1, (int) (meanSize / 2));
    alike = new Alike(instance, moving);
  }

  /** Nothing may lie above this. */
  void setTarget(int target) {
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
      case 0 -> move(buffer, overlaps.offset(buffer) + random.nextInt(-reach, reach + 1));
      case 1 -> {
        int other = other(buffer, step);
        move(buffer, random.nextBoolean() ? overlaps.top(other) : overlaps.offset(other) - overlaps.size(buffer));
      }
      case 2 -> {
        int other = other(buffer, step);
        boolean isLow = overlaps.middle(buffer) < overlaps.middle(other);
        int low = isLow ? buffer : other;
        int high = isLow ? other : buffer;
        int bottom = Math.min(overlaps.offset(low), overlaps.offset(high));
        int top = Math.max(overlaps.top(low), overlaps.top(high));
        if (low != high) {
          move(high, bottom);
          move(low, top - overlaps.size(low));
        }
      }
      case 3 -> shove(buffer, step);
      default -> {
        int[] others = alike.of(buffer);
        if (others.length > 0) {
          int other = others[random.nextInt(others.length)];
          move(buffer, inPlaceOf(other, overlaps.size(buffer)));
          move(other, inPlaceOf(buffer, overlaps.size(other)));
        }
      }
    }
  }

  /** At the bottom or the top of a buffer. */
  private int inPlaceOf(int buffer, int size) {
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

  private void move(int buffer, int offset) {
    overlaps.move(buffer, Math.max(0, Math.min(offset, target - overlaps.size(buffer))));
  }

  /** Moves a buffer a little, or as far as it overlaps with or is from the next, and those ahead of it as far as they must. */
  private void shove(int buffer, int step) {
    int way = random.nextInt(1, Math.max(2, reach / 4 + 1)) * (random.nextBoolean() ? 1 : -1);
    if (random.nextInt(3) > 0) {
      boolean isUp = random.nextBoolean();
      int at = overlaps.number(step, buffer) + (isUp ? -1 : 1);
      if (at < 0 || at >= overlaps.count(step)) {
        return;
      }
      int next = overlaps.at(step, at);
      way = isUp ? overlaps.top(next) - overlaps.offset(buffer) : overlaps.offset(next) - overlaps.top(buffer);
      if (way == 0 || Math.abs(way) > reach) {
        return;
      }
    }
    overlaps.move(buffer, overlaps.offset(buffer) + way);
    for (int i = 0; i < overlaps.movedCount(); i++) {
      int ahead = overlaps.moved(i);
      int to = overlaps.to(i);
      boolean goes = to >= 0 && to + overlaps.size(ahead) <= target;
      for (int time = overlaps.start(ahead); goes && time < overlaps.end(ahead); time++) {
        goes = shoveAt(time, ahead, to, way > 0);
      }
      if (!goes) {
        overlaps.begin();
        return;
      }
    }
  }

  /** Those at a step that a buffer would newly overlap; whether they can make way. */
  private boolean shoveAt(int time, int buffer, int to, boolean isUp) {
    int number = overlaps.number(time, buffer);
    for (int at = number + (isUp ? 1 : -1); at >= 0 && at < overlaps.count(time); at += isUp ? 1 : -1) {
      int next = overlaps.at(time, at);
      boolean isClear = isUp ? overlaps.offset(next) >= to + overlaps.size(buffer) : overlaps.top(next) <= to;
      if (isClear && Math.abs(at - number) > 2) {
        return true;
      }
      boolean overlapped = isUp
          ? overlaps.offset(next) < overlaps.top(buffer)
          : overlaps.top(next) > overlaps.offset(buffer);
      if (isClear || overlapped) {
        continue;
      }
      int must = isUp ? to + overlaps.size(buffer) : to - overlaps.size(next);
      if (!overlaps.isMoved(next)) {
        if (overlaps.movedCount() == MOST_SHOVED) {
          return false;
        }
        overlaps.move(next, must);
      } else if (!further(next, must, buffer, isUp)) {
        return false;
      }
    }
    return true;
  }

  /** Lets one that is moved go further; not if it has made others move already. */
  private boolean further(int buffer, int must, int by, boolean isUp) {
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
