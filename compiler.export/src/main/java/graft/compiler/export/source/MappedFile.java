package graft.compiler.export.source;

import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file, mapped read-only.
 *
 * @param path the file
 * @param bytes all of it
 */
public record MappedFile(Path path, MemorySegment bytes) {

  /**
   * Maps a file.
   *
   * @param arena how long the mapping lives
   * @throws InvalidFileException if it is no regular file, or cannot be read
   */
  public static MappedFile map(Path path, Arena arena) {
    if (!Files.isRegularFile(path)) {
      String problem = Files.isDirectory(path) ? "is a folder, expected a file"
          : Files.exists(path) ? "is no regular file"
          : "does not exist";
      throw new InvalidFileException(path, "", problem);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(path, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (AccessDeniedException _) {
      throw new InvalidFileException(path, "", "may not be read");
    } catch (IOException e) {
      throw new InvalidFileException(path, "", "cannot be read: " + e.getMessage());
    }
  }

  /** A problem of this file, at a place in it. */
  public InvalidFileException problem(String place, String problem) {
    return new InvalidFileException(path, Quotation.oneLine(place), Quotation.oneLine(problem));
  }
}
