package graft.compiler.pack;

import java.util.Arrays;

/** Lists of blocks by time, which a block enters and leaves at once. */
final class BlockLists {

  private final int[][] lists;
  private final int[] counts;
  private final int[] place;

  BlockLists(int times, int blocks) {
    lists = new int[times][2];
    counts = new int[times];
    place = new int[blocks];
  }

  void add(int time, int block) {
    if (counts[time] == lists[time].length) {
      lists[time] = Arrays.copyOf(lists[time], 2 * counts[time]);
    }
    place[block] = counts[time];
    lists[time][counts[time]++] = block;
  }

  void remove(int time, int block) {
    int last = lists[time][--counts[time]];
    lists[time][place[block]] = last;
    place[last] = place[block];
  }

  int count(int time) {
    return counts[time];
  }

  int at(int time, int number) {
    return lists[time][number];
  }
}
