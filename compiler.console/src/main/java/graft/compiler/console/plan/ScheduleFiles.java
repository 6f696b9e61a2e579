package graft.compiler.console.plan;

import graft.compiler.api.read.InvalidFileException;
import graft.compiler.console.Failure;
import graft.compiler.console.Terminal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stored schedules that the words of a command line name. */
final class ScheduleFiles {

  private static final String ENDINGS = "*.{json,json.gz}";

  private ScheduleFiles() {}

  /**
   * The files that {@code word} names, as the terminal's user would name them: the schedules in it, sorted, where it is a
   * directory; else itself, there or not.
   *
   * @throws InvalidFileException if it is a directory without schedules, or one that cannot be read
   */
  static List<String> named(String word, Terminal terminal) {
    Path path = terminal.path(word);
    if (!Files.isDirectory(path)) {
      return List.of(word);
    }
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, ENDINGS)) {
      for (Path entry : entries) {
        files.add(Path.of(word).resolve(entry.getFileName()).toString());
      }
    } catch (IOException e) {
      throw new InvalidFileException(path, "", "the directory cannot be read: " + Failure.reason(e));
    }
    if (files.isEmpty()) {
      throw new InvalidFileException(path, "", "found no schedule in this directory, expected files " + ENDINGS);
    }
    files.sort(null);
    return files;
  }
}
