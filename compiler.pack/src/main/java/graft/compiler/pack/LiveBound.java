package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The most bytes that are live at one step, or the end of a buffer whose offset is given: no layout is smaller. Of a step's buffers
 * the topmost alone may end before its rounded end: at best the one with the most to spare.
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

  static long of(ArenaProblem problem, Instance instance, Moments moments) {
    long bound = 0;
    if (instance.hasFixed) {
      for (ArenaBuffer buffer : problem.buffers()) {
        bound = Math.max(bound, buffer.offset().orElse(0) + (buffer.offset().isPresent() ? buffer.size() : 0));
      }
    }
    return Math.max(bound,
        instance.isSimplified ? mostNeeded(problem) : new LiveBound(instance, moments).mostLive());
  }

  private long mostLive() {
    long most = 0;
    long mostSpare = 0;
    for (int b = 0; b < instance.count; b++) {
      mostSpare = Math.max(mostSpare, instance.size[b] - instance.exactSize[b]);
    }
    long[] live = new long[instance.steps];
    long sum = 0;
    for (int time = 0; time < instance.steps; time++) {
      for (int i = moments.endsFrom(time); i < moments.endsFrom(time + 1); i++) {
        sum -= instance.size[moments.buffer(moments.end(i))];
      }
      for (int i = moments.startsFrom(time); i < moments.startsFrom(time + 1); i++) {
        sum += instance.size[moments.buffer(moments.start(i))];
      }
      live[time] = sum;
      most = Math.max(most, sum);
    }
    return mostSpare == 0 ? most : mostSpared(live, most - mostSpare);
  }

  /** The most after what a step's buffers have to spare, known that it is no less than {@code least}. */
  private long mostSpared(long[] live, long least) {
    long[] spares = new long[live.length];
    long visits = 0;
    for (int b = 0; b < instance.count; b++) {
      long spare = instance.size[b] - instance.exactSize[b];
      for (int p = instance.pieceFrom[b]; p < instance.pieceFrom[b + 1] && visits < MOST_VISITS; p++) {
        for (int time = instance.pieceStart[p]; time < instance.pieceEnd[p]; time++, visits++) {
          spares[time] = Math.max(spares[time], spare);
        }
      }
    }
    long most = least;
    for (int time = 0; time < live.length && visits < MOST_VISITS; time++) {
      most = Math.max(most, live[time] - spares[time]);
    }
    return most;
  }

  /** The same with the parts that gaps leave, which {@link Instance} does not know; not rounded, as parts may end anywhere. */
  private static long mostNeeded(ArenaProblem problem) {
    List<long[]> changes = new ArrayList<>();
    for (ArenaBuffer buffer : problem.buffers()) {
      changes.add(new long[]{buffer.start(), buffer.size()});
      changes.add(new long[]{buffer.end(), -buffer.size()});
      for (ArenaBuffer.Gap gap : buffer.gaps()) {
        long unused = buffer.size() - (gap.high() - gap.low());
        changes.add(new long[]{gap.start(), -unused});
        changes.add(new long[]{gap.end(), unused});
      }
    }
    changes.sort(Comparator.<long[]>comparingLong(change -> change[0]).thenComparingLong(change -> change[1]));
    long live = 0;
    long most = 0;
    for (int i = 0; i < changes.size(); i++) {
      live += changes.get(i)[1];
      if (i + 1 == changes.size() || changes.get(i + 1)[0] > changes.get(i)[0]) {
        most = Math.max(most, live);
      }
    }
    return most;
  }
}
