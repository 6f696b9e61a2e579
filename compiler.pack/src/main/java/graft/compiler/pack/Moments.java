package graft.compiler.pack;

/** The pieces of buffers' lives by the time of their start and of their end. */
final class Moments {

  private final int[] buffer;
  private final int[] starts;
  private final int[] startsFrom;
  private final int[] ends;
  private final int[] endsFrom;

  Moments(Instance instance) {
    buffer = new int[instance.pieceStart.length];
    for (int b = 0; b < instance.count; b++) {
      for (int p = instance.pieceFrom[b]; p < instance.pieceFrom[b + 1]; p++) {
        buffer[p] = b;
      }
    }
    startsFrom = new int[instance.steps + 2];
    starts = sorted(instance.pieceStart, startsFrom);
    endsFrom = new int[instance.steps + 2];
    ends = sorted(instance.pieceEnd, endsFrom);
  }

  /** Sorts by counting; {@code from} gets the place of the first of each time. */
  private static int[] sorted(int[] times, int[] from) {
    for (int time : times) {
      from[time + 2]++;
    }
    for (int i = 2; i < from.length; i++) {
      from[i] += from[i - 1];
    }
    int[] pieces = new int[times.length];
    for (int p = 0; p < times.length; p++) {
      pieces[from[times[p] + 1]++] = p;
    }
    return pieces;
  }

  /** The buffer of a piece. */
  int buffer(int piece) {
    return buffer[piece];
  }

  /** Where the pieces that start at that time begin; at the number of steps, where all end. */
  int startsFrom(int time) {
    return startsFrom[time];
  }

  /** A piece in order of its start. */
  int start(int place) {
    return starts[place];
  }

  /** Where the pieces that end at that time begin. */
  int endsFrom(int time) {
    return endsFrom[time];
  }

  /** A piece in order of its end. */
  int end(int place) {
    return ends[place];
  }
}
