package graft.compiler.console.pack;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.console.Failure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Comma-separated values (RFC 4180) in UTF-8. Empty lines are passed over.
 *
 * @param path where
 * @param mark the byte order mark, empty if there is none
 * @param text all that comes after it
 */
record CsvFile(Path path, String mark, String text) implements Iterable<CsvRow> {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads the file.
   *
   * @throws InvalidFileException if it is no text
   */
  static CsvFile read(Path path) {
    try {
      if (Files.size(path) > Integer.MAX_VALUE / 2) {
        throw new InvalidFileException(path, "", "has " + Files.size(path) + " bytes, expected at most 1 GiB");
      }
      String text = Files.readString(path);
      String mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
      return new CsvFile(path, mark, text.substring(mark.length()));
    } catch (NoSuchFileException e) {
      throw new InvalidFileException(path, "", "there is no such file");
    } catch (CharacterCodingException e) {
      throw new InvalidFileException(path, "", "is no text in UTF-8");
    } catch (IOException e) {
      throw new InvalidFileException(path, "", "cannot be read: " + Failure.reason(e));
    }
  }

  /**
   * Its rows.
   *
   * @throws InvalidFileException while it goes on, at a quote that is out of place
   */
  @Override
  public Iterator<CsvRow> iterator() {
    return new RowReader(this);
  }

  /** What is wrong in a line. */
  InvalidFileException invalid(long line, String problem) {
    return new InvalidFileException(path, "line " + line, problem);
  }
}
