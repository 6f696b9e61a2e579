package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    } catch (IOException e) {
      throw new InvalidFileException(file, "", "cannot be read: " + e.getMessage());
    }
  }

  private static ProblemFile parse(Path file, String text) {
    var rows = new CsvRows(text);
    if (!next(file, rows)) {
      throw new InvalidFileException(file, "", "found nothing, expected a heading with id, lower, upper and size");
    }
    var reader = new BufferRow(file, rows.cells());
    List<ArenaBuffer> buffers = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    while (next(file, rows)) {
      ArenaBuffer buffer = reader.read(rows);
      if (!ids.add(buffer.id())) {
        throw new InvalidFileException(file, "line " + rows.line(), "found id " + buffer.id() + " again, as in line "
            + reader.firstLine(text, buffer.id()) + ", expected another");
      }
      buffers.add(buffer);
    }
    return new ProblemFile(text, buffers);
  }

  private static boolean next(Path file, CsvRows rows) {
    try {
      return rows.next();
    } catch (IllegalArgumentException e) {
      throw new InvalidFileException(file, "line " + rows.line(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes the rows with the offsets of a layout: the cells as they are in the file, {@code offset} the last where there was none.
   *
   * @throws IOException if it cannot be written
   */
  void write(Writer writer, ArenaLayout layout) throws IOException {
    var rows = new CsvRows(text);
    if (rows.next()) {
      int column = rows.cells().indexOf(OFFSET);
      String lineEnd = text.startsWith("\r\n", rows.end()) ? "\r\n" : "\n";
      writer.write(text, 0, rows.end());
      writer.write(column < 0 ? "," + OFFSET : "");
      writer.write(lineEnd);
      for (long offset : layout.offsets()) {
        rows.next();
        int from = column < 0 ? rows.end() : rows.from(column);
        int to = column < 0 ? rows.end() : rows.to(column);
        writer.write(text, rows.start(), from - rows.start());
        writer.write(column < 0 ? "," : "");
        writer.write(Long.toString(offset));
        writer.write(text, to, rows.end() - to);
        writer.write(lineEnd);
      }
    }
  }
}
