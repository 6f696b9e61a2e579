package graft.compiler.core.order;

import java.util.Arrays;

/** A relation between numbers while it is built, row after row. */
final class Rows {

  final int[] start;
  int[] values;
  private int row;
  private int size;

  Rows(int rows) {
    start = new int[rows + 1];
    values = new int[Math.max(16, rows)];
  }

  /** Starts the next row; once more after the last one, to close it. */
  void startRow() {
    start[row++] = size;
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int[] values() {
    return Arrays.copyOf(values, size);
  }

  /** The same pairs by value, each row in ascending order. */
  Rows transposed(int columns) {
    var result = new Rows(columns);
    for (int i = 0; i < size; i++) {
      result.start[values[i] + 1]++;
    }
    for (int i = 0; i < columns; i++) {
      result.start[i + 1] += result.start[i];
    }
    int[] next = Arrays.copyOf(result.start, columns);
    result.values = new int[size];
    result.size = size;
    for (int r = 0; r + 1 < start.length; r++) {
      for (int i = start[r]; i < start[r + 1]; i++) {
        result.values[next[values[i]]++] = r;
      }
    }
    return result;
  }
}
