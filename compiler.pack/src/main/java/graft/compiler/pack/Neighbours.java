package graft.compiler.pack;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Which buffers live at the same time: lists one after the other in one array. */
final class Neighbours {

  private final int[] from;
  private final int[] others;

  private Neighbours(int[] from, int[] others) {
    this.from = from;
    this.others = others;
  }

  /** Of all buffers; null if there are more than {@code most} pairs. */
  static @Nullable Neighbours of(Instance instance, Moments moments, long most) {
    int[] degree = new int[instance.count + 1];
    long[] pairs = new long[1];
    boolean fits = meet(instance, moments, (a, b) -> {
      degree[a]++;
      degree[b]++;
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
    meet(instance, moments, (a, b) -> {
      others[next[a]++] = b;
      others[next[b]++] = a;
      return 1;
    });
    return new Neighbours(from, others).distinct();
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
          if (pair.applyAsInt(moments.buffer(piece), moments.buffer(live[other])) == 0) {
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
    return new Neighbours(starts, Arrays.copyOf(others, kept));
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
}
