package graft.compiler.console.text;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of cells in aligned columns, two blanks between them: numbers to the right, anything else to the left. */
public final class Table {

  private final List<List<Object>> rows = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();

  /** Adds a row. A cell above numbers that shall stand to the right is a {@link Heading}. */
  public void row(Object... cells) {
    for (int column = 0; column < cells.length; column++) {
      int width = cells[column].toString().length();
      if (column == widths.size()) {
        widths.add(width);
      } else {
        widths.set(column, Math.max(widths.get(column), width));
      }
    }
    rows.add(List.of(cells));
  }

  /** Prints the rows, each after {@code indent}. */
  public void print(PrintStream out, String indent) {
    for (List<Object> row : rows) {
      var line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        Object cell = row.get(column);
        String blanks = " ".repeat(widths.get(column) - cell.toString().length());
        boolean right = cell instanceof Number || cell instanceof Heading;
        line.append(column == 0 ? "" : "  ").append(right ? blanks + cell : cell + blanks);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** The heading of a column of numbers. */
  public record Heading(String text) {

    @Override
    public String toString() {
      return text;
    }
  }
}
