package graft.compiler.pack;

import java.util.Arrays;

/**
 * The most bytes that are live at one step, or the end of a buffer as low as it may lie: no layout is smaller. Of what is live at a step
 * the topmost alone may end before its rounded end, and its buffer after it: at best the one with the most to spare.
 */
final class LiveBound {

  /** Steps of buffers: where there are more, every step is taken to have as much to spare as any. */
  private static final long MOST_VISITS = 50_000_000;

  private final Instance instance;
  private final Moments moments;

  private LiveBound(Instance instance, Moments moments) {
    this.instance = instance;
    this.moments = moments;
  }

  static long of(Instance instance, Moments moments) {
    long bound = 0;
    for (int b = 0; b < instance.count; b++) {
      bound = Math.max(bound, Math.max(instance.fixed[b], 0) + instance.exactSize[b]);
    }
    return Math.max(bound, new LiveBound(instance, moments).mostLive());
  }

  private long mostLive() {
    long most = 0;
    long mostSpare = 0;
    for (int p = 0; p < instance.pieceStart.length; p++) {
      mostSpare = Math.max(mostSpare, spare(p));
    }
    long[] live = new long[instance.steps];
    long sum = 0;
    for (int time = 0; time < instance.steps; time++) {
      for (int i = moments.endsFrom(time); i < moments.endsFrom(time + 1); i++) {
        sum -= instance.bytes(moments.end(i));
      }
      for (int i = moments.startsFrom(time); i < moments.startsFrom(time + 1); i++) {
        sum += instance.bytes(moments.start(i));
      }
      live[time] = sum;
      most = Math.max(most, sum);
    }
    return mostSpare == 0 && !instance.hasParts ? most : mostSpared(live, most - mostSpare);
  }

  /** How far the rounded end of a piece is above the end of its buffer, which is no higher than the layout. */
  private long spare(int piece) {
    return instance.pieceHigh[piece] - instance.exactSize[moments.buffer(piece)];
  }

  /** The most after what a step's buffers have to spare, known that it is no less than {@code least}. */
  private long mostSpared(long[] live, long least) {
    long[] spares = new long[live.length];
    Arrays.fill(spares, Long.MIN_VALUE);
    long visits = 0;
    for (int p = 0; p < instance.pieceStart.length && visits < MOST_VISITS; p++) {
      long spare = spare(p);
      for (int time = instance.pieceStart[p]; time < instance.pieceEnd[p]; time++, visits++) {
        spares[time] = Math.max(spares[time], spare);
      }
    }
    long most = least;
    for (int time = 0; time < live.length && visits < MOST_VISITS; time++) {
      most = live[time] == 0 ? most : Math.max(most, live[time] - spares[time]);
    }
    return most;
  }
}
