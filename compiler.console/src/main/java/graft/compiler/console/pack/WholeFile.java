package graft.compiler.console.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there whole or, where writing failed or was interrupted, not at all. */
final class WholeFile {

  private WholeFile() {}

  /** Writes beside the place where the file shall be, and moves it there. */
  static void write(Path file, Content content) {
    try {
      Path directory = file.toAbsolutePath().resolveSibling("");
      Path draft = Files.createDirectories(directory)
          .resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".draft");
      try {
        try (Writer writer = Files.newBufferedWriter(draft)) {
          content.write(writer);
        }
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e, e);
    }
  }

  /** What is in a file. */
  @FunctionalInterface
  interface Content {

    /** Writes it. */
    void write(Writer writer) throws IOException;
  }
}
