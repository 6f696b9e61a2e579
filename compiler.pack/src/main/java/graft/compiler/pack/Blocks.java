package graft.compiler.pack;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Buffers and the blocks that they are joined to, by the times at which they start and end: what is no part of another is whole. All
 * that is done can be undone, back to where it was kept. Not for any number of threads.
 */
final class Blocks {

  /** How many buffers there are: smaller numbers are buffers, greater ones blocks. */
  final int buffers;
  private final int[] start;
  private final int[] end;
  private final long[] size;
  private final int[][] parts;
  private final long[][] rises;
  private final boolean[] isWhole;
  private final BlockLists ending;
  private final BlockLists starting;
  private int numbers;
  private int wholes;
  private int joined;
  private final int[] unused;
  private int unusedCount;
  /** Since it was kept: what became whole, and the complements of what no longer is. */
  private int[] trail = new int[64];
  private int trailLength;
  private int[] created = new int[16];
  private int createdCount;
  private int[] dissolved = new int[16];
  private int dissolvedCount;
  /** Times at which something changed since it was kept. */
  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedCount;

  /** Nothing is joined. */
  Blocks(Instance instance) {
    buffers = instance.count;
    // What is joined anew needs numbers before what was taken apart gives its own back.
    int most = 3 * buffers;
    start = new int[most];
    end = new int[most];
    size = new long[most];
    parts = new int[most][];
    rises = new long[most][];
    isWhole = new boolean[most];
    unused = new int[most];
    ending = new BlockLists(instance.steps, most);
    starting = new BlockLists(instance.steps, most);
    touched = new int[instance.steps];
    isTouched = new boolean[instance.steps];
    numbers = buffers;
    for (int b = 0; b < buffers; b++) {
      if (!instance.isIdle(b)) {
        start[b] = instance.start(b);
        end[b] = instance.end(b);
        size[b] = instance.size[b];
        add(b);
      }
    }
    trailLength = 0;
  }

  /** How many times there are at which one may start or end. */
  int times() {
    return isTouched.length;
  }

  int start(int block) {
    return start[block];
  }

  int end(int block) {
    return end[block];
  }

  long size(int block) {
    return size[block];
  }

  /** Whether it is no part of another. */
  boolean isWhole(int block) {
    return isWhole[block];
  }

  /** What ends at each time. */
  BlockLists ending() {
    return ending;
  }

  /** What starts at each time. */
  BlockLists starting() {
    return starting;
  }

  /** How many are no part of another. */
  int wholes() {
    return wholes;
  }

  /** How many times are known to have changed since it was kept. */
  int touched() {
    return touchedCount;
  }

  /** A time that has changed. */
  int touched(int number) {
    return touched[number];
  }

  /** Any block that is no part of another; -1 if there are buffers alone. */
  int any(SplittableRandom random) {
    if (joined == 0) {
      return -1;
    }
    int block = buffers + random.nextInt(numbers - buffers);
    while (!isWhole[block]) {
      block = block + 1 == numbers ? buffers : block + 1;
    }
    return block;
  }

  /** Any block that starts or ends at a time and is no part of another; -1 if there are buffers alone. */
  int any(SplittableRandom random, int time) {
    int ends = ending.count(time);
    int all = ends + starting.count(time);
    int first = all == 0 ? 0 : random.nextInt(all);
    for (int i = 0; i < all; i++) {
      int number = (first + i) % all;
      int block = number < ends ? ending.at(time, number) : starting.at(time, number - ends);
      if (block >= buffers) {
        return block;
      }
    }
    return -1;
  }

  /** Makes one block of parts that are whole, each so far above its bottom. */
  void join(int[] of, long[] rise) {
    int block = unusedCount > 0 ? unused[--unusedCount] : numbers++;
    created = appended(created, createdCount++, block);
    joined++;
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

  /** Makes the parts of a block whole again; those parts, none if it is a buffer. */
  int[] takeApart(int block) {
    if (block < buffers) {
      return new int[0];
    }
    remove(block);
    dissolved = appended(dissolved, dissolvedCount++, block);
    joined--;
    for (int part : parts[block]) {
      add(part);
    }
    return parts[block];
  }

  /** What was done can no longer be undone. */
  void keep() {
    for (int i = 0; i < dissolvedCount; i++) {
      unused[unusedCount++] = dissolved[i];
    }
    forget();
  }

  /** Undoes what was done since it was kept. */
  void undo() {
    for (int i = trailLength - 1; i >= 0; i--) {
      int block = trail[i];
      if (block >= 0) {
        remove(block);
      } else {
        add(~block);
      }
    }
    for (int i = 0; i < createdCount; i++) {
      unused[unusedCount++] = created[i];
    }
    joined += dissolvedCount - createdCount;
    forget();
  }

  private void forget() {
    trailLength = 0;
    createdCount = 0;
    dissolvedCount = 0;
    for (int i = 0; i < touchedCount; i++) {
      isTouched[touched[i]] = false;
    }
    touchedCount = 0;
  }

  private void add(int block) {
    isWhole[block] = true;
    wholes++;
    starting.add(start[block], block);
    ending.add(end[block], block);
    change(block, block);
  }

  private void remove(int block) {
    isWhole[block] = false;
    wholes--;
    starting.remove(start[block], block);
    ending.remove(end[block], block);
    change(block, ~block);
  }

  private void change(int block, int entry) {
    trail = appended(trail, trailLength++, entry);
    touch(start[block]);
    touch(end[block]);
  }

  private void touch(int time) {
    if (!isTouched[time]) {
      isTouched[time] = true;
      touched[touchedCount++] = time;
    }
  }

  private static int[] appended(int[] all, int count, int last) {
    int[] longer = count == all.length ? Arrays.copyOf(all, 2 * count) : all;
    longer[count] = last;
    return longer;
  }

  /** What is whole now, which later changes leave as it is. What stands on what lives at the same steps is opened again. */
  Folded folded(long alignment) {
    int[] opened = new int[buffers];
    int count = 0;
    for (int b = 0; b < numbers; b++) {
      if (isWhole[b]) {
        count = open(b, opened, count);
      }
    }
    return new Folded(buffers, alignment, Arrays.copyOf(opened, count), Arrays.copyOf(start, numbers),
        Arrays.copyOf(end, numbers), Arrays.copyOf(size, numbers), Arrays.copyOf(parts, numbers),
        Arrays.copyOf(rises, numbers));
  }

  /** Appends a block, or what it is a stack of; how many there are then. */
  private int open(int block, int[] opened, int count) {
    int next = count;
    if (isStack(block)) {
      for (int part : parts[block]) {
        next = open(part, opened, next);
      }
    } else {
      opened[next++] = block;
    }
    return next;
  }

  /** Whether all its parts live at the same steps. */
  private boolean isStack(int block) {
    boolean isStack = block >= buffers;
    for (int i = 0; isStack && i < parts[block].length; i++) {
      int part = parts[block][i];
      isStack = start[part] == start[block] && end[part] == end[block];
    }
    return isStack;
  }
}
