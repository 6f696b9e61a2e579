package graft.compiler.console.pack;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Goes through the rows of a file, which FastCSV finds. FastCSV takes a quote that does not end for one that does, and loses a last cell
 * with a lone carriage return in its quotes; so a row has to be in the text as it was understood.
 */
final class RowReader implements Iterator<CsvRow> {

  private final CsvFile csv;
  private final Rows found = new Rows();
  private final Iterator<List<CsvRow.Cell>> rows;
  /** Where in the text the last row ends. */
  private int end;

  /** Starts with the first row. */
  RowReader(CsvFile csv) {
    this.csv = csv;
    rows = CsvReader.builder()
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(found, csv.text())
        .iterator();
  }

  @Override
  public boolean hasNext() {
    try {
      return rows.hasNext();
    } catch (CsvParseException e) {
      // in a text that it has as a whole FastCSV refuses nothing else
      throw csv.invalid(found.line(), "found text after a quote, expected a comma or the end of the line");
    }
  }

  @Override
  public CsvRow next() {
    List<CsvRow.Cell> cells = rows.next();
    int start = end;
    while (isLineEnd(start)) {
      start++;
    }
    end = end(start, cells);
    if (end < 0) {
      throw csv.invalid(found.line(), cells.getLast().isQuoted() && !hasNext()
          ? "found a quote that does not end, expected another one after the cell"
          : "found a carriage return in quotes, expected a line feed after it");
    }
    return new CsvRow(found.line(), start, end, cells);
  }

  /** Where the row ends that starts there; -1 if its cells are not there. */
  private int end(int start, List<CsvRow.Cell> cells) {
    int next = start;
    for (CsvRow.Cell cell : cells) {
      String written = cell.written();
      if (!csv.text().startsWith(written, next) || (next > start && csv.text().charAt(next - 1) != ',')) {
        return -1;
      }
      next += written.length() + 1;
    }
    return next > csv.text().length() || isLineEnd(next - 1) ? next - 1 : -1;
  }

  private boolean isLineEnd(int at) {
    return csv.text().startsWith("\n", at) || csv.text().startsWith("\r", at);
  }

  /** Makes rows of cells. */
  private static final class Rows extends AbstractBaseCsvCallbackHandler<List<CsvRow.Cell>> {

    private final List<CsvRow.Cell> cells = new ArrayList<>();

    /** The line in which the row starts that was read last or could not be read. */
    long line() {
      return getStartingLineNumber();
    }

    @Override
    protected void handleBegin(long line) {
      cells.clear();
    }

    @Override
    protected void handleField(int column, char[] buffer, int start, int length, boolean isQuoted) {
      cells.add(new CsvRow.Cell(new String(buffer, start, length), isQuoted));
    }

    @Override
    protected List<CsvRow.Cell> buildRecord() {
      return List.copyOf(cells);
    }
  }
}
