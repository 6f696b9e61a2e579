package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Joins buffers into blocks without waste, and blocks into larger ones, so that a problem becomes smaller: what ends at a step beside
 * what starts there and is as high, five around one another as a pinwheel, and at last one above another where both live at the same
 * steps. Where sizes are many it is mostly no chance that heights agree, so that layouts of the blocks are good layouts of the buffers; as
 * it may be chance, blocks are taken apart and joined anew. Knows neither gaps, given offsets nor different alignments.
 */
final class Folding {

  /** Ways to join that are looked at for a step: where sizes are few there are too many. */
  private static final int MOST_CHOICES = 64;

  private final int count;
  private final long alignment;
  private final SplittableRandom random;
  /** Of buffers, and of blocks after them. */
  private final int[] start;
  private final int[] end;
  private final long[] size;
  private final int[] @Nullable [] parts;
  private final long[] @Nullable [] rises;
  private final boolean[] isWhole;
  private int numbers;
  private int wholes;
  private final int[] unused;
  private int unusedCount;
  private final BlockLists ending;
  private final BlockLists starting;
  private final @Nullable Join[] joins;
  private final boolean[] isStale;
  private final boolean[] isStaleForWheels;

  /**
   * Blocks that fit together.
   *
   * @param left above one another
   * @param right beside them, above one another
   * @param choices how many such there are at that step
   * @param others how many more blocks end or start at that step
   */
  private record Join(List<Integer> left, List<Integer> right, int choices, int others) {

    int parts() {
      return left.size() + right.size();
    }

    /** Surer ones are less: nothing else could be joined there, or it is of fewer blocks, or there are fewer choices. */
    int compare(Join other) {
      if ((others == 0) != (other.others == 0)) {
        return others == 0 ? -1 : 1;
      }
      return parts() != other.parts() ? parts() - other.parts() : choices - other.choices;
    }
  }

  /** Nothing is joined. */
  Folding(Instance instance, long seed) {
    count = instance.count;
    alignment = instance.unit;
    random = new SplittableRandom(seed);
    int most = 2 * count;
    start = new int[most];
    end = new int[most];
    size = new long[most];
    parts = new int[most][];
    rises = new long[most][];
    isWhole = new boolean[most];
    unused = new int[most];
    ending = new BlockLists(instance.steps, most);
    starting = new BlockLists(instance.steps, most);
    joins = new Join[instance.steps];
    isStale = new boolean[instance.steps];
    isStaleForWheels = new boolean[instance.steps];
    numbers = count;
    for (int b = 0; b < count; b++) {
      if (!instance.isIdle(b)) {
        start[b] = instance.start(b);
        end[b] = instance.end(b);
        size[b] = instance.size[b];
        add(b);
      }
    }
  }

  /** A copy that goes its own way. */
  Folding(Folding other, long seed) {
    count = other.count;
    alignment = other.alignment;
    random = new SplittableRandom(seed);
    start = other.start.clone();
    end = other.end.clone();
    size = other.size.clone();
    parts = other.parts.clone();
    rises = other.rises.clone();
    isWhole = other.isWhole.clone();
    numbers = other.numbers;
    wholes = other.wholes;
    unused = other.unused.clone();
    unusedCount = other.unusedCount;
    ending = new BlockLists(other.ending);
    starting = new BlockLists(other.starting);
    joins = other.joins.clone();
    isStale = other.isStale.clone();
    isStaleForWheels = other.isStaleForWheels.clone();
  }

  /** Whether buffers are such that they can be folded. */
  static boolean suits(Instance instance) {
    boolean suits = !instance.hasFixed && !instance.isSimplified;
    for (int b = 0; b < instance.count && suits; b++) {
      suits = instance.alignment[b] == instance.unit && instance.pieceFrom[b + 1] - instance.pieceFrom[b] <= 1;
    }
    return suits;
  }

  /** How many blocks there are that are no part of another, buffers alone among them. */
  int wholes() {
    return wholes;
  }

  /** Joins as long as anything fits, the surest first. */
  void fold() {
    boolean goesOn = true;
    while (goesOn) {
      Join join = best();
      if (join != null && join.others == 0) {
        join(join);
      } else if (!wheel()) {
        goesOn = join != null || stack();
        if (join != null) {
          join(join);
        }
      }
    }
  }

  /** Takes up to four blocks apart, some of them deeply. */
  void disturb() {
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times && numbers - unusedCount > count; i++) {
      int block = count + random.nextInt(numbers - count);
      while (parts[block] == null || !isWhole[block]) {
        block = block + 1 == numbers ? count : block + 1;
      }
      takeApart(block, random.nextInt(6));
    }
  }

  private void takeApart(int block, int depth) {
    int[] of = parts[block];
    if (of != null) {
      remove(block);
      parts[block] = null;
      unused[unusedCount++] = block;
      for (int part : of) {
        add(part);
      }
      for (int part : of) {
        if (depth > 0 && random.nextInt(3) > 0) {
          takeApart(part, depth - 1);
        }
      }
    }
  }

  /** What is no part of another, as buffers in the order of {@link #unfold}; times are numbered as in the instance. */
  List<ArenaBuffer> buffers() {
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (int b = 0; b < numbers; b++) {
      if (isWhole[b]) {
        buffers.add(ArenaBuffer.of(Integer.toString(b), start[b], end[b], size[b], alignment));
      }
    }
    return buffers;
  }

  /** Offsets of all buffers from those of the blocks. */
  long[] unfold(List<Long> offsets) {
    long[] all = new long[count];
    int number = 0;
    for (int b = 0; b < numbers; b++) {
      if (isWhole[b]) {
        place(b, offsets.get(number++), all);
      }
    }
    return all;
  }

  private void place(int block, long offset, long[] all) {
    int[] of = parts[block];
    long[] rise = rises[block];
    if (of == null || rise == null) {
      all[block] = offset;
    } else {
      for (int i = 0; i < of.length; i++) {
        place(of[i], offset + rise[i], all);
      }
    }
  }

  private void add(int block) {
    isWhole[block] = true;
    wholes++;
    starting.add(start[block], block);
    ending.add(end[block], block);
    touch(start[block]);
    touch(end[block]);
  }

  private void remove(int block) {
    isWhole[block] = false;
    wholes--;
    starting.remove(start[block], block);
    ending.remove(end[block], block);
    touch(start[block]);
    touch(end[block]);
  }

  private void touch(int time) {
    isStale[time] = true;
    isStaleForWheels[time] = true;
  }

  private void addBlock(int[] of, long[] rise) {
    int block = unusedCount > 0 ? unused[--unusedCount] : numbers++;
    start[block] = start[of[0]];
    end[block] = end[of[0]];
    size[block] = 0;
    for (int i = 0; i < of.length; i++) {
      remove(of[i]);
      start[block] = Math.min(start[block], start[of[i]]);
      end[block] = Math.max(end[block], end[of[i]]);
      size[block] = Math.max(size[block], rise[i] + size[of[i]]);
    }
    parts[block] = of;
    rises[block] = rise;
    add(block);
  }

  private void join(Join join) {
    int[] of = new int[join.parts()];
    long[] rise = new long[of.length];
    int next = 0;
    for (List<Integer> side : List.of(join.left, join.right)) {
      long top = 0;
      for (int part : side) {
        of[next] = part;
        rise[next++] = top;
        top += size[part];
      }
    }
    addBlock(of, rise);
  }

  /** The surest one, any of those that are as sure. */
  private @Nullable Join best() {
    Join best = null;
    int ties = 0;
    for (int time = 0; time < joins.length; time++) {
      if (isStale[time]) {
        isStale[time] = false;
        joins[time] = joinAt(time);
      }
      Join own = joins[time];
      if (own != null) {
        int order = best == null ? -1 : own.compare(best);
        ties = order < 0 ? 1 : order == 0 ? ties + 1 : ties;
        best = order < 0 || (order == 0 && random.nextInt(ties) == 0) ? own : best;
      }
    }
    return best;
  }

  /** Any of those of fewest blocks at a step. */
  private @Nullable Join joinAt(int time) {
    List<Join> found = pairsAt(time);
    if (found.isEmpty()) {
      found = triplesAt(time);
    }
    if (found.isEmpty()) {
      return null;
    }
    Join chosen = found.get(random.nextInt(found.size()));
    return new Join(chosen.left, chosen.right, found.size(),
        ending.count(time) + starting.count(time) - chosen.parts());
  }

  private List<Join> pairsAt(int time) {
    List<Join> found = new ArrayList<>();
    int lefts = ending.count(time);
    int first = lefts == 0 ? 0 : random.nextInt(lefts);
    for (int i = 0; i < lefts; i++) {
      int left = ending.at(time, (first + i) % lefts);
      for (int j = 0; j < starting.count(time) && found.size() < MOST_CHOICES; j++) {
        int right = starting.at(time, j);
        if (size[left] == size[right]) {
          found.add(new Join(List.of(left), List.of(right), 0, 0));
        }
      }
    }
    return found;
  }

  /** One beside two that live at the same steps. */
  private List<Join> triplesAt(int time) {
    List<Join> found = new ArrayList<>();
    int lefts = ending.count(time);
    int first = lefts == 0 ? 0 : random.nextInt(lefts);
    for (int i = 0; i < lefts; i++) {
      int left = ending.at(time, (first + i) % lefts);
      for (int j = 0; j < starting.count(time) && found.size() < MOST_CHOICES; j++) {
        int right = starting.at(time, j);
        long more = size[left] - size[right];
        for (int k = j + 1; more > 0 && k < starting.count(time); k++) {
          int other = starting.at(time, k);
          if (end[other] == end[right] && size[other] == more) {
            found.add(new Join(List.of(left), List.of(right, other), 0, 0));
          }
        }
        for (int k = i + 1; more < 0 && k < lefts; k++) {
          int other = ending.at(time, (first + k) % lefts);
          if (start[other] == start[left] && size[other] == -more) {
            found.add(new Join(List.of(left, other), List.of(right), 0, 0));
          }
        }
      }
    }
    return found;
  }

  /** Joins the first pinwheel that there is; whether there is one. */
  private boolean wheel() {
    for (int time = 0; time < isStaleForWheels.length; time++) {
      if (isStaleForWheels[time]) {
        for (int i = 0; i < starting.count(time); i++) {
          if (wheelAround(starting.at(time, i))) {
            return true;
          }
        }
        for (int i = 0; i < ending.count(time); i++) {
          if (wheelAround(ending.at(time, i))) {
            return true;
          }
        }
        isStaleForWheels[time] = false;
      }
    }
    return false;
  }

  /** To the left of the centre one that is as high as the centre and the one above, which starts with the centre and ends later. */
  private boolean wheelAround(int centre) {
    int from = start[centre];
    for (int i = 0; i < ending.count(from); i++) {
      int left = ending.at(from, i);
      for (int j = 0; j < starting.count(from) && size[left] > size[centre]; j++) {
        int top = starting.at(from, j);
        if (end[top] > end[centre] && size[left] == size[centre] + size[top] && closeWheel(left, centre, top)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Below the centre one from the left one's start, to the right one as high as both, up to the end of the one above. */
  private boolean closeWheel(int left, int centre, int top) {
    int to = end[centre];
    for (int i = 0; i < ending.count(to); i++) {
      int bottom = ending.at(to, i);
      for (int j = 0; j < starting.count(to) && start[bottom] == start[left]; j++) {
        int right = starting.at(to, j);
        if (end[right] == end[top] && size[right] == size[bottom] + size[centre]) {
          long low = size[bottom];
          addBlock(new int[]{bottom, right, left, centre, top}, new long[]{0, 0, low, low, low + size[centre]});
          return true;
        }
      }
    }
    return false;
  }

  /** Puts one of two that live at the same steps above the other; whether there are two. */
  private boolean stack() {
    int first = random.nextInt(numbers);
    for (int i = 0; i < numbers; i++) {
      int low = (first + i) % numbers;
      for (int j = 0; isWhole[low] && j < starting.count(start[low]); j++) {
        int high = starting.at(start[low], j);
        if (high != low && end[high] == end[low]) {
          addBlock(new int[]{low, high}, new long[]{0, size[low]});
          return true;
        }
      }
    }
    return false;
  }
}
