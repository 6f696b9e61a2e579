package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.read.InvalidFileException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * A problem in MiniMalloc's format: a heading that names the columns, then a row a buffer. Columns are {@code id},
 * {@code lower} and {@code upper} (the first step and the step after the last) and {@code size}, and as one likes
 * {@code alignment}, {@code gaps}, {@code offset} and {@code hint}; others are kept and not looked at.
 *
 * @param columns the heading
 * @param rows the cells of each row
 * @param buffers what each row says
 */
record ProblemFile(List<String> columns, List<List<String>> rows, List<ArenaBuffer> buffers) {

  private static final String OFFSET = "offset";

  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder()
      .setIgnoreEmptyLines(true)
      .setRecordSeparator('\n')
      .build();

  /**
   * Reads the file.
   *
   * @throws InvalidFileException if it holds no problem
   */
  static ProblemFile read(Path file) {
    try (var reader = Files.newBufferedReader(file); CSVParser parser = CSVParser.parse(reader, FORMAT)) {
      var records = parser.iterator();
      if (!records.hasNext()) {
        throw new InvalidFileException(file, "", "found nothing, expected a heading with id, lower, upper and size");
      }
      List<String> columns = records.next().toList();
      var rowReader = new BufferRow(file, columns);
      List<List<String>> rows = new ArrayList<>();
      List<ArenaBuffer> buffers = new ArrayList<>();
      Map<String, Long> lines = new HashMap<>();
      while (records.hasNext()) {
        CSVRecord row = records.next();
        long line = parser.getCurrentLineNumber();
        ArenaBuffer buffer = rowReader.read(row, line);
        Long former = lines.putIfAbsent(buffer.id(), line);
        if (former != null) {
          throw new InvalidFileException(file, "line " + line,
              "found id " + buffer.id() + " again, as in line " + former + ", expected another");
        }
        rows.add(row.toList());
        buffers.add(buffer);
      }
      return new ProblemFile(columns, rows, buffers);
    } catch (NoSuchFileException e) {
      throw new InvalidFileException(file, "", "there is no such file");
    } catch (CharacterCodingException e) {
      throw new InvalidFileException(file, "", "is no text in UTF-8");
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new InvalidFileException(file, "", "cannot be read: " + e.getMessage());
    }
  }

  /**
   * Writes the rows with the offsets of a layout: the columns as they were, {@code offset} the last where there was none.
   *
   * @throws IOException if it cannot be written
   */
  void write(Writer writer, ArenaLayout layout) throws IOException {
    int column = columns.indexOf(OFFSET);
    CSVPrinter printer = new CSVPrinter(new BufferedWriter(writer), FORMAT);
    printer.printRecord(column < 0 ? with(columns, OFFSET) : columns);
    for (int i = 0; i < rows.size(); i++) {
      String offset = layout.offsets().get(i).toString();
      List<String> cells = new ArrayList<>(rows.get(i));
      if (column < 0) {
        cells.add(offset);
      } else {
        cells.set(column, offset);
      }
      printer.printRecord(cells);
    }
    printer.flush();
  }

  private static List<String> with(List<String> cells, String cell) {
    List<String> all = new ArrayList<>(cells);
    all.add(cell);
    return all;
  }
}
