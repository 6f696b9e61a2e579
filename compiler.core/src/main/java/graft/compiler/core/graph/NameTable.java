package graft.compiler.core.graph;

/**
 * The numbers of names, in an open-addressed table: a graph of a million buffers is asked some ten million times, and a hash map
 * with its nodes and boxes would cost ten times the memory.
 */
final class NameTable {

  private final String[] names;
  private final int[] slots;
  private int size;

  /** A table for up to {@code capacity} names. */
  NameTable(int capacity) {
    names = new String[capacity];
    slots = new int[Integer.highestOneBit(Math.max(4, capacity * 2 - 1)) * 2];
  }

  /** Gives a name the next number; a name is added once. */
  int add(String name) {
    int slot = slot(name);
    names[size] = name;
    slots[slot] = ++size;
    return size - 1;
  }

  /** A name's number, or -1. */
  int number(String name) {
    return slots[slot(name)] - 1;
  }

  /** Where a name is, or would be. */
  private int slot(String name) {
    int mask = slots.length - 1;
    int hash = name.hashCode();
    int slot = (((hash ^ (hash >>> 15)) * 0x9E3779B1) >>> 1) & mask;
    while (slots[slot] != 0 && !names[slots[slot] - 1].equals(name)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
