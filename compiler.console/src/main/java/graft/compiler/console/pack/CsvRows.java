package graft.compiler.console.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through comma-separated values (RFC 4180) row by row and knows where in the text each cell is, so that a million rows are read
 * without a million objects and can be repeated as they were written. Empty lines are passed over, and so is a byte order mark.
 */
final class CsvRows {

  private static final char QUOTE = '"';

  private final String text;
  private int next;
  private int nextLine = 1;
  private int line;
  private int start;
  private int end;
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int count;

  CsvRows(String text) {
    this.text = text;
    next = text.startsWith("\uFEFF") ? 1 : 0;
  }

  /**
   * Goes to the next row; false after the last.
   *
   * @throws IllegalArgumentException if a quote in the row does not end
   */
  boolean next() {
    while (next < text.length() && isLineEnd(next)) {
      pass();
    }
    if (next == text.length()) {
      return false;
    }
    line = nextLine;
    start = next;
    count = 0;
    do {
      next += count == 0 ? 0 : 1;
      if (count == from.length) {
        from = Arrays.copyOf(from, 2 * count);
        to = Arrays.copyOf(to, 2 * count);
      }
      from[count] = next;
      passCell();
      to[count++] = next;
    } while (next < text.length() && text.charAt(next) == ',');
    end = next;
    if (next < text.length()) {
      pass();
    }
    return true;
  }

  private void passCell() {
    boolean isQuoted = next < text.length() && text.charAt(next) == QUOTE;
    if (isQuoted) {
      do {
        next++;
        while (next < text.length() && text.charAt(next) != QUOTE) {
          pass();
        }
        if (next == text.length()) {
          throw new IllegalArgumentException("found a quote that does not end");
        }
        next++;
      } while (next < text.length() && text.charAt(next) == QUOTE);
    }
    while (next < text.length() && text.charAt(next) != ',' && !isLineEnd(next)) {
      if (isQuoted) {
        throw new IllegalArgumentException("found text after a quote, expected a comma or the end of the line");
      }
      next++;
    }
  }

  private boolean isLineEnd(int at) {
    return text.charAt(at) == '\n' || text.charAt(at) == '\r';
  }

  /** One character, or the two of a line's end. */
  private void pass() {
    char passed = text.charAt(next++);
    if (passed == '\r' && next < text.length() && text.charAt(next) == '\n') {
      next++;
    }
    nextLine += passed == '\n' || passed == '\r' ? 1 : 0;
  }

  /** The line of the text in which the row starts, from 1. */
  int line() {
    return line;
  }

  /** How many cells the row has. */
  int count() {
    return count;
  }

  /** A cell without its quotes. */
  String cell(int number) {
    String cell = text.substring(from[number], to[number]);
    return cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
  }

  /** All cells. */
  List<String> cells() {
    List<String> cells = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      cells.add(cell(i));
    }
    return cells;
  }

  /** The number of up to 18 digits that a cell is; -1 if it is anything else. */
  long digits(int number) {
    int first = from[number];
    int last = to[number];
    if (first == last || last - first > 18) {
      return -1;
    }
    long value = 0;
    for (int at = first; at < last; at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** Where in the text the row starts. */
  int start() {
    return start;
  }

  /** Where in the text the row ends, before the line's end. */
  int end() {
    return end;
  }

  /** Where in the text a cell starts. */
  int from(int number) {
    return from[number];
  }

  /** Where in the text a cell ends. */
  int to(int number) {
    return to[number];
  }
}
