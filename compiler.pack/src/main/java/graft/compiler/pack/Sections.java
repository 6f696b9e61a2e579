package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The times that matter: those at which what is live is not a part of what is live at another time next to it (the sections of
 * MiniMalloc, without the needless ones).
 */
final class Sections {

  final int count;
  /** The last step of each section. */
  final int[] step;
  /** The live buffers of each section. */
  final int[][] live;
  /** The sections of each buffer, ascending. */
  final int[][] of;
  /** Whether the sections of each buffer follow one another. */
  final boolean areContiguous;

  Sections(Instance instance, Moments moments) {
    List<int[]> found = new ArrayList<>();
    int[] last = new int[instance.steps];
    int[] now = new int[instance.pieceStart.length];
    int[] place = new int[now.length];
    int size = 0;
    boolean grew = false;
    for (int time = 0; time < instance.steps; time++) {
      boolean shrinks = false;
      for (int i = moments.endsFrom(time); i < moments.endsFrom(time + 1) && !shrinks; i++) {
        shrinks = !isWithin(instance, moments, moments.end(i), moments.end(i) + 1);
      }
      if (shrinks) {
        if (grew) {
          int[] live = new int[size];
          for (int i = 0; i < size; i++) {
            live[i] = moments.buffer(now[i]);
          }
          Arrays.sort(live);
          last[found.size()] = time - 1;
          found.add(live);
        }
        grew = false;
      }
      for (int i = moments.endsFrom(time); i < moments.endsFrom(time + 1); i++) {
        int moved = now[--size];
        now[place[moments.end(i)]] = moved;
        place[moved] = place[moments.end(i)];
      }
      for (int i = moments.startsFrom(time); i < moments.startsFrom(time + 1); i++) {
        place[moments.start(i)] = size;
        now[size++] = moments.start(i);
        grew |= !isWithin(instance, moments, moments.start(i), moments.start(i) - 1);
      }
    }
    count = found.size();
    step = Arrays.copyOf(last, count);
    live = found.toArray(int[][]::new);
    of = byBuffer(instance.count);
    areContiguous =
        Arrays.stream(of).allMatch(all -> all.length == 0 || all[all.length - 1] - all[0] == all.length - 1);
  }

  /** Whether another piece of the same buffer, right before or after, needs all bytes of a piece. */
  private static boolean isWithin(Instance instance, Moments moments, int piece, int other) {
    return other >= 0 && other < instance.pieceStart.length && moments.buffer(piece) == moments.buffer(other)
        && (instance.pieceEnd[piece] == instance.pieceStart[other]
            || instance.pieceEnd[other] == instance.pieceStart[piece])
        && instance.pieceLow[other] <= instance.pieceLow[piece]
        && instance.pieceHigh[piece] <= instance.pieceHigh[other];
  }

  private int[][] byBuffer(int buffers) {
    int[] many = new int[buffers];
    for (int[] section : live) {
      for (int buffer : section) {
        many[buffer]++;
      }
    }
    int[][] sections = new int[buffers][];
    for (int b = 0; b < buffers; b++) {
      sections[b] = new int[many[b]];
    }
    for (int s = count - 1; s >= 0; s--) {
      for (int buffer : live[s]) {
        sections[buffer][--many[buffer]] = s;
      }
    }
    return sections;
  }
}
