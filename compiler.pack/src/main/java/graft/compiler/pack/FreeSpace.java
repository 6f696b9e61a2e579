package graft.compiler.pack;

import java.util.Arrays;

/**
 * The gaps between what lies in an arena without end: a tree by offset (a treap, whose priorities are hashes, so that it is the same
 * each time) that knows the largest gap below each node. Taking and giving back cost the logarithm of the number of gaps.
 */
final class FreeSpace {

  private static final long ENDLESS = Long.MAX_VALUE / 2;
  private static final int NONE = 0;

  private final long unit;
  private long[] offset = new long[64];
  private long[] size = new long[64];
  private long[] largest = new long[64];
  private int[] priority = new int[64];
  private int[] left = new int[64];
  private int[] right = new int[64];
  private int[] unused = new int[64];
  private int unusedCount;
  private int nodes = 1;
  private int root;

  /** From {@code start} on everything is free; what is taken begins and ends at multiples of {@code unit}. */
  FreeSpace(long start, long unit) {
    this.unit = unit;
    root = node(start, ENDLESS);
  }

  /** Takes the lowest gap that is large enough: {@code bytes} at the offset that it returns, a multiple of {@code alignment}. */
  long take(long bytes, long alignment) {
    long padded = bytes + Math.max(alignment - unit, 0);
    int gap = root;
    while (true) {
      if (left[gap] != NONE && largest[left[gap]] >= padded) {
        gap = left[gap];
      } else if (size[gap] >= padded || fits(gap, bytes, alignment)) {
        break;
      } else {
        gap = right[gap];
      }
    }
    long start = offset[gap];
    long end = start + size[gap];
    long at = (start + alignment - 1) / alignment * alignment;
    if (at > start) {
      resize(start, start, at - start);
      if (at + bytes < end) {
        insert(at + bytes, end - at - bytes);
      }
    } else if (at + bytes < end) {
      resize(start, at + bytes, end - at - bytes);
    } else {
      root = remove(root, start);
    }
    return at;
  }

  private boolean fits(int gap, long bytes, long alignment) {
    long at = (offset[gap] + alignment - 1) / alignment * alignment;
    return size[gap] >= bytes + at - offset[gap];
  }

  /** Gives back what was taken. */
  void give(long at, long bytes) {
    int before = NONE;
    int after = NONE;
    for (int node = root; node != NONE;) {
      if (offset[node] < at) {
        before = node;
        node = right[node];
      } else {
        after = node;
        node = left[node];
      }
    }
    boolean joinsBefore = before != NONE && offset[before] + size[before] == at;
    boolean joinsAfter = after != NONE && offset[after] == at + bytes;
    if (joinsBefore) {
      long start = offset[before];
      long all = size[before] + bytes;
      if (joinsAfter) {
        all += size[after];
        root = remove(root, offset[after]);
      }
      resize(start, start, all);
    } else if (joinsAfter) {
      resize(offset[after], at, size[after] + bytes);
    } else {
      insert(at, bytes);
    }
  }

  private int node(long at, long bytes) {
    int node = unusedCount > 0 ? unused[--unusedCount] : nodes++;
    if (node == offset.length) {
      int more = 2 * node;
      offset = Arrays.copyOf(offset, more);
      size = Arrays.copyOf(size, more);
      largest = Arrays.copyOf(largest, more);
      priority = Arrays.copyOf(priority, more);
      left = Arrays.copyOf(left, more);
      right = Arrays.copyOf(right, more);
      unused = Arrays.copyOf(unused, more);
    }
    offset[node] = at;
    size[node] = bytes;
    largest[node] = bytes;
    int hash = (node ^ node >>> 16) * 0x85EBCA6B;
    priority[node] = (hash ^ hash >>> 13) * 0xC2B2AE35;
    left[node] = NONE;
    right[node] = NONE;
    return node;
  }

  private void update(int node) {
    long most = size[node];
    most = left[node] == NONE ? most : Math.max(most, largest[left[node]]);
    largest[node] = right[node] == NONE ? most : Math.max(most, largest[right[node]]);
  }

  /** Changes the gap at {@code from} in place; no other gap may come to lie on its other side. */
  private void resize(long from, long to, long bytes) {
    resize(root, from, to, bytes);
  }

  private void resize(int node, long from, long to, long bytes) {
    if (offset[node] == from) {
      offset[node] = to;
      size[node] = bytes;
    } else {
      resize(offset[node] > from ? left[node] : right[node], from, to, bytes);
    }
    update(node);
  }

  private void insert(long at, long bytes) {
    root = insert(root, node(at, bytes));
  }

  private int insert(int tree, int node) {
    if (tree == NONE) {
      return node;
    }
    if (offset[node] < offset[tree]) {
      left[tree] = insert(left[tree], node);
      return priority[left[tree]] > priority[tree] ? rotateRight(tree) : updated(tree);
    }
    right[tree] = insert(right[tree], node);
    return priority[right[tree]] > priority[tree] ? rotateLeft(tree) : updated(tree);
  }

  private int remove(int tree, long at) {
    if (offset[tree] == at) {
      unused[unusedCount++] = tree;
      return join(left[tree], right[tree]);
    }
    if (offset[tree] > at) {
      left[tree] = remove(left[tree], at);
    } else {
      right[tree] = remove(right[tree], at);
    }
    return updated(tree);
  }

  private int join(int low, int high) {
    if (low == NONE || high == NONE) {
      return low == NONE ? high : low;
    }
    if (priority[low] > priority[high]) {
      right[low] = join(right[low], high);
      return updated(low);
    }
    left[high] = join(low, left[high]);
    return updated(high);
  }

  private int rotateRight(int tree) {
    int top = left[tree];
    left[tree] = right[top];
    right[top] = tree;
    update(tree);
    return updated(top);
  }

  private int rotateLeft(int tree) {
    int top = right[tree];
    right[tree] = left[top];
    left[top] = tree;
    update(tree);
    return updated(top);
  }

  private int updated(int tree) {
    update(tree);
    return tree;
  }
}
