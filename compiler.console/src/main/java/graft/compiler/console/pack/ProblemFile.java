package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A problem in MiniMalloc's format: a heading that names the columns, then a row a buffer. Columns are {@code id},
 * {@code lower} and {@code upper} (the first step and the step after the last) and {@code size}, and as one likes
 * {@code alignment}, {@code gaps}, {@code offset} and {@code hint}; others are kept and not looked at.
 *
 * @param csv the whole file, whose cells a solution repeats
 * @param buffers what each row says
 */
record ProblemFile(CsvFile csv, List<ArenaBuffer> buffers) {

  private static final String OFFSET = "offset";

  /**
   * Reads the file.
   *
   * @throws InvalidFileException if it holds no problem
   */
  static ProblemFile read(Path file) {
    CsvFile csv = CsvFile.read(file);
    Iterator<CsvRow> rows = csv.iterator();
    if (!rows.hasNext()) {
      throw new InvalidFileException(file, "", "found nothing, expected a heading with id, lower, upper and size");
    }
    var reader = new BufferRow(csv, rows.next());
    List<ArenaBuffer> buffers = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    while (rows.hasNext()) {
      CsvRow row = rows.next();
      ArenaBuffer buffer = reader.read(row);
      if (!ids.add(buffer.id())) {
        throw csv.invalid(row.line(), "found id " + buffer.id() + " again, as in line "
            + reader.firstLine(buffer.id()) + ", expected another");
      }
      buffers.add(buffer);
    }
    return new ProblemFile(csv, buffers);
  }

  /**
   * Writes the rows with the offsets of a layout: the cells as they are in the file, {@code offset} the last where there was none.
   *
   * @throws IOException if it cannot be written
   */
  void write(Writer writer, ArenaLayout layout) throws IOException {
    String text = csv.text();
    Iterator<CsvRow> rows = csv.iterator();
    CsvRow heading = rows.next();
    int column = heading.texts().indexOf(OFFSET);
    String lineEnd = text.startsWith("\r\n", heading.end()) ? "\r\n" : "\n";
    writer.write(csv.mark());
    writer.write(text, heading.start(), heading.end() - heading.start());
    writer.write(column < 0 ? "," + OFFSET : "");
    writer.write(lineEnd);
    for (long offset : layout.offsets()) {
      CsvRow row = rows.next();
      int from = column < 0 ? row.end() : row.start(column);
      int to = column < 0 ? row.end() : row.start(column + 1) - 1;
      writer.write(text, row.start(), from - row.start());
      writer.write(column < 0 ? "," : "");
      writer.write(Long.toString(offset));
      writer.write(text, to, row.end() - to);
      writer.write(lineEnd);
    }
  }
}
