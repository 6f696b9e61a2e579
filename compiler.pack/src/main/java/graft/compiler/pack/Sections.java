package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The times that matter: those at which the live buffers are not a part of those of another time next to it (the sections of
 * MiniMalloc, without the needless ones).
 */
final class Sections {

  final int count;
  /** The live buffers of each section. */
  final int[][] live;
  /** The sections of each buffer, ascending. */
  final int[][] of;
  /** Whether the sections of each buffer follow one another. */
  final boolean areContiguous;

  Sections(Instance instance, Moments moments) {
    List<int[]> found = new ArrayList<>();
    int[] now = new int[instance.pieceStart.length];
    int[] place = new int[now.length];
    int size = 0;
    boolean grew = false;
    for (int time = 0; time < instance.steps; time++) {
      if (moments.endsFrom(time) < moments.endsFrom(time + 1)) {
        if (grew) {
          int[] live = new int[size];
          for (int i = 0; i < size; i++) {
            live[i] = moments.buffer(now[i]);
          }
          Arrays.sort(live);
          found.add(live);
        }
        grew = false;
      }
      for (int i = moments.endsFrom(time); i < moments.endsFrom(time + 1); i++) {
        int last = now[--size];
        now[place[moments.end(i)]] = last;
        place[last] = place[moments.end(i)];
      }
      for (int i = moments.startsFrom(time); i < moments.startsFrom(time + 1); i++) {
        place[moments.start(i)] = size;
        now[size++] = moments.start(i);
        grew = true;
      }
    }
    count = found.size();
    live = found.toArray(int[][]::new);
    of = byBuffer(instance.count);
    areContiguous =
        Arrays.stream(of).allMatch(all -> all.length == 0 || all[all.length - 1] - all[0] == all.length - 1);
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
