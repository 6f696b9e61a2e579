package graft.compiler.console.pack;

import java.util.List;

/**
 * A row of comma-separated values.
 *
 * @param line the line of the file in which it starts, from 1
 * @param start where in the file's text it starts
 * @param end where in the file's text it ends
 * @param cells its cells
 */
record CsvRow(long line, int start, int end, List<Cell> cells) {

  /** What a cell says. */
  String text(int column) {
    return cells.get(column).text;
  }

  /** What all cells say. */
  List<String> texts() {
    return cells.stream().map(Cell::text).toList();
  }

  /** Where in the file's text a cell starts. */
  int start(int column) {
    int start = this.start;
    for (int i = 0; i < column; i++) {
      start += cells.get(i).written().length() + 1;
    }
    return start;
  }

  /**
   * A cell.
   *
   * @param text what it says, without quotes around it
   * @param isQuoted whether there were any
   */
  record Cell(String text, boolean isQuoted) {

    /** The cell as it is in the file. */
    String written() {
      return isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
  }
}
