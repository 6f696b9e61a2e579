package graft.compiler.pack;

import org.jspecify.annotations.Nullable;

/**
 * A layout that {@link BeamSearch} is filling from below: how high each time is filled, what is still to come there, and the lowest
 * valley, which the next buffer goes to. Steps where nothing is to come any more are walls.
 */
final class Front {

  /** The floor where nothing more comes. */
  static final long WALL = Long.MAX_VALUE;

  final long[] floors;
  /** Bytes that are still to be laid out, by time. */
  final long[] rests;
  private final long[] laid;
  /** What it was before the last buffer; null at the start. */
  final @Nullable Front before;
  /** The last buffer and its offset. */
  final int buffer;
  final long offset;
  /** Bytes that are used by nobody, all times together. */
  double waste;
  /** Of all buffers that are laid out. */
  final double weight;
  final int count;
  /** The valley: from this time up to that one. */
  int from;
  int to;
  /** The less, the better. */
  double score;

  /** Nothing is laid out. */
  Front(long[] rests, int buffers) {
    this.rests = rests;
    floors = new long[rests.length];
    laid = new long[(buffers + 63) >> 6];
    before = null;
    buffer = -1;
    offset = 0;
    weight = 0;
    count = 0;
    for (int time = 0; time < rests.length; time++) {
      floors[time] = rests[time] == 0 ? WALL : 0;
    }
  }

  /** Another buffer lies where the valley starts. */
  Front(Front before, int buffer, int end, long size, double weight) {
    this.before = before;
    this.buffer = buffer;
    floors = before.floors.clone();
    rests = before.rests.clone();
    laid = before.laid.clone();
    offset = floors[before.from];
    waste = before.waste;
    this.weight = before.weight + weight;
    count = before.count + 1;
    laid[buffer >> 6] |= 1L << buffer;
    for (int time = before.from; time < end; time++) {
      rests[time] -= size;
      floors[time] = rests[time] == 0 ? WALL : floors[time] + size;
    }
  }

  boolean isLaid(int other) {
    return ((laid[other >> 6] >>> other) & 1) != 0;
  }

  /** Makes the lowest part of the skyline the valley, the first if several are as low; whether there is one. */
  boolean findValley() {
    from = 0;
    for (int time = 1; time < floors.length; time++) {
      from = floors[time] < floors[from] ? time : from;
    }
    to = from + 1;
    while (to < floors.length && floors[to] == floors[from]) {
      to++;
    }
    return floors.length > 0 && floors[from] < WALL;
  }

  /** Leaves the valley empty from its start up to a time, and up to {@code level} or the lowest wall beside it. */
  void raise(int end, long level) {
    long low = floors[from];
    long left = from == 0 ? WALL : floors[from - 1];
    long right = end == to && to < floors.length ? floors[to] : WALL;
    long target = Math.min(level, Math.min(left, right));
    waste += (double) (target - low) * (end - from);
    for (int time = from; time < end; time++) {
      floors[time] = target;
    }
  }

  /** The same for equal skylines above the same buffers. */
  long hash() {
    long hash = 0;
    for (long floor : floors) {
      hash = (hash ^ floor) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    for (long bits : laid) {
      hash = (hash ^ bits) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
