package graft.compiler.pack;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which buffers live at the same time, and how far apart they must lie: lists one after the other in one array. Where gaps need parts of
 * buffers, two that meet in several pieces may have several entries: each excludes offsets.
 */
final class Neighbours {

  private final Instance instance;
  private final int[] from;
  private final int[] others;
  /** By entry, how far above the other one the buffer may lie and how far below it; empty where buffers are needed whole. */
  private final long[] above;
  private final long[] below;

  private Neighbours(Instance instance, int[] from, int[] others, long[] above, long[] below) {
    this.instance = instance;
    this.from = from;
    this.others = others;
    this.above = above;
    this.below = below;
  }

  /** Of all buffers; null if there are more than {@code most} pairs. */
  static @Nullable Neighbours of(Instance instance, Moments moments, long most) {
    int[] degree = new int[instance.count + 1];
    long[] pairs = new long[1];
    boolean fits = meet(instance, moments, (one, other) -> {
      degree[moments.buffer(one)]++;
      degree[moments.buffer(other)]++;
      return ++pairs[0] > most ? 0 : 1;
    });
    if (!fits) {
      return null;
    }
    int[] from = new int[instance.count + 1];
    for (int b = 0; b < instance.count; b++) {
      from[b + 1] = from[b] + degree[b];
    }
    int[] others = new int[from[instance.count]];
    int[] next = from.clone();
    long[] above = new long[instance.hasParts ? others.length : 0];
    long[] below = new long[above.length];
    meet(instance, moments, (one, other) -> {
      int a = moments.buffer(one);
      int b = moments.buffer(other);
      if (instance.hasParts) {
        above[next[a]] = instance.pieceHigh[other] - instance.pieceLow[one];
        below[next[a]] = instance.pieceHigh[one] - instance.pieceLow[other];
        above[next[b]] = below[next[a]];
        below[next[b]] = above[next[a]];
      }
      others[next[a]++] = b;
      others[next[b]++] = a;
      return 1;
    });
    var all = new Neighbours(instance, from, others, above, below);
    return instance.hasParts ? all.joined() : all.distinct();
  }

  /** Calls {@code pair} for each two pieces that meet, until it answers 0; whether it never did. */
  private static boolean meet(Instance instance, Moments moments, IntBinaryOperator pair) {
    int[] live = new int[instance.pieceStart.length];
    int[] place = new int[live.length];
    int count = 0;
    for (int time = 0; time < instance.steps; time++) {
      for (int i = moments.endsFrom(time); i < moments.endsFrom(time + 1); i++) {
        int last = live[--count];
        live[place[moments.end(i)]] = last;
        place[last] = place[moments.end(i)];
      }
      for (int i = moments.startsFrom(time); i < moments.startsFrom(time + 1); i++) {
        int piece = moments.start(i);
        for (int other = 0; other < count; other++) {
          if (pair.applyAsInt(piece, live[other]) == 0) {
            return false;
          }
        }
        place[piece] = count;
        live[count++] = piece;
      }
    }
    return true;
  }

  private Neighbours distinct() {
    int[] starts = new int[from.length];
    int kept = 0;
    for (int b = 0; b + 1 < from.length; b++) {
      Arrays.sort(others, from[b], from[b + 1]);
      for (int i = from[b]; i < from[b + 1]; i++) {
        if (i == from[b] || others[i] != others[i - 1]) {
          others[kept++] = others[i];
        }
      }
      starts[b + 1] = kept;
    }
    return new Neighbours(instance, starts, Arrays.copyOf(others, kept), above, below);
  }

  /** Makes one entry of those of a pair that exclude offsets next to one another. */
  private Neighbours joined() {
    int[] starts = new int[from.length];
    int[] whose = new int[others.length];
    long[] most = new long[others.length];
    long[] least = new long[others.length];
    int kept = 0;
    for (int b = 0; b + 1 < from.length; b++) {
      for (int place : inOrder(from[b], from[b + 1])) {
        int last = kept - 1;
        if (kept > starts[b] && whose[last] == others[place] && above[place] > -least[last]
            && most[last] > -below[place]) {
          most[last] = Math.max(most[last], above[place]);
          least[last] = Math.max(least[last], below[place]);
        } else {
          whose[kept] = others[place];
          most[kept] = above[place];
          least[kept++] = below[place];
        }
      }
      starts[b + 1] = kept;
    }
    return new Neighbours(instance, starts, Arrays.copyOf(whose, kept), Arrays.copyOf(most, kept),
        Arrays.copyOf(least, kept));
  }

  /** Places in order of the other buffer, those of one as they were. */
  private int[] inOrder(int first, int end) {
    return LongStream.range(first, end).map(place -> (long) others[(int) place] << Integer.SIZE | place).sorted()
        .mapToInt(key -> (int) key).toArray();
  }

  /** Where the list of a buffer starts. */
  int start(int buffer) {
    return from[buffer];
  }

  /** Where the list of a buffer ends. */
  int end(int buffer) {
    return from[buffer + 1];
  }

  /** An entry of a list. */
  int at(int place) {
    return others[place];
  }

  /** How far the buffer of the list must lie above the entry's at least, if it is above it. */
  long above(int place) {
    return above.length == 0 ? instance.size[others[place]] : above[place];
  }

  /** How far a buffer must lie below the entry's at least, if it is below it. */
  long below(int place, int buffer) {
    return below.length == 0 ? instance.size[buffer] : below[place];
  }
}
