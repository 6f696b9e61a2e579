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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * A problem in MiniMalloc's format: a heading that names the columns, then a row a buffer. Columns are {@code id},
 * {@code lower} and {@code upper} (the first step and the step after the last) and {@code size}, and as one likes
 * {@code alignment}, {@code gaps}, {@code offset} and {@code hint}; others are kept and not looked at.
 *
 * @param text the whole file, whose cells a solution repeats
 * @param buffers what each row says
 */
record ProblemFile(String text, List<ArenaBuffer> buffers) {

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
    try {
      if (Files.size(file) > Integer.MAX_VALUE / 2) {
        throw new InvalidFileException(file, "", "has " + Files.size(file) + " bytes, expected at most 1 GiB");
      }
      return parse(file, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new InvalidFileException(file, "", "there is no such file");
    } catch (CharacterCodingException e) {
      throw new InvalidFileException(file, "", "is no text in UTF-8");
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new InvalidFileException(file, "", "cannot be read: " + e.getMessage());
    }
  }

  private static ProblemFile parse(Path file, String text) throws IOException {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      var records = parser.iterator();
      if (!records.hasNext()) {
        throw new InvalidFileException(file, "", "found nothing, expected a heading with id, lower, upper and size");
      }
      var rowReader = new BufferRow(file, records.next().toList());
      List<ArenaBuffer> buffers = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      while (records.hasNext()) {
        CSVRecord row = records.next();
        long line = parser.getCurrentLineNumber();
        ArenaBuffer buffer = rowReader.read(row, line);
        if (!ids.add(buffer.id())) {
          throw new InvalidFileException(file, "line " + line, "found id " + buffer.id() + " again, as in line "
              + rowReader.firstLine(text, FORMAT, buffer.id()) + ", expected another");
        }
        buffers.add(buffer);
      }
      return new ProblemFile(text, buffers);
    }
  }

  /**
   * Writes the rows with the offsets of a layout: the columns as they were, {@code offset} the last where there was none.
   *
   * @throws IOException if it cannot be written
   */
  void write(Writer writer, ArenaLayout layout) throws IOException {
    CSVPrinter printer = new CSVPrinter(new BufferedWriter(writer), FORMAT);
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      var records = parser.iterator();
      List<String> columns = records.next().toList();
      int column = columns.indexOf(OFFSET);
      printer.printRecord(with(columns, column, OFFSET));
      for (long offset : layout.offsets()) {
        printer.printRecord(with(records.next().toList(), column, Long.toString(offset)));
      }
    }
    printer.flush();
  }

  private static List<String> with(List<String> cells, int column, String cell) {
    List<String> all = new ArrayList<>(cells);
    if (column < 0) {
      all.add(cell);
    } else {
      all.set(column, cell);
    }
    return all;
  }
}
