package graft.compiler.core.graph;

import java.util.Arrays;

/** A relation between numbers, row after row in one array; while it is built, rows are appended. */
public final class Rows {

  private final int[] start;
  private int[] values;
  private int rows;
  private int size;

  Rows(int rows, int capacity) {
    start = new int[rows + 1];
    values = new int[Math.max(16, capacity)];
  }

  /** Appends a value to the row being built. */
  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  /** Ends the row being built. */
  void endRow() {
    start[++rows] = size;
  }

  /** Index of a row's first value. */
  public int from(int row) {
    return start[row];
  }

  /** Index after a row's last value. */
  public int to(int row) {
    return start[row + 1];
  }

  /** The value at an index between {@link #from} and {@link #to}. */
  public int get(int index) {
    return values[index];
  }

  /** How many values all rows have. */
  int size() {
    return size;
  }

  /** The same pairs by value, each row in ascending order. Values below 0 are left out. */
  Rows transposed(int columns) {
    var result = new Rows(columns, size);
    for (int i = 0; i < size; i++) {
      if (values[i] >= 0) {
        result.start[values[i] + 1]++;
      }
    }
    for (int i = 0; i < columns; i++) {
      result.start[i + 1] += result.start[i];
    }
    int[] next = Arrays.copyOf(result.start, columns);
    for (int row = 0; row < rows; row++) {
      for (int i = start[row]; i < start[row + 1]; i++) {
        if (values[i] >= 0) {
          result.values[next[values[i]]++] = row;
        }
      }
    }
    result.rows = columns;
    result.size = result.start[columns];
    return result;
  }
}
