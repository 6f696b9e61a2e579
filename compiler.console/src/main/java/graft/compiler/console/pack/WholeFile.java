package graft.compiler.console.pack;

import graft.compiler.console.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Files that are there whole or, where writing failed or was interrupted, not at all. */
final class WholeFile {

  private static final String DRAFT = ".draft";

  private WholeFile() {}

  /** Writes beside the place where the file shall be, and moves it there; nothing is left where the process ends meanwhile. */
  static void write(Path file, Content content) {
    try {
      Path directory = file.toAbsolutePath().resolveSibling("");
      var draft = new Draft(Files.createDirectories(directory)
          .resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + DRAFT));
      deleteOrphans(directory, file);
      var abandon = new Thread(draft::abandon);
      Runtime.getRuntime().addShutdownHook(abandon);
      try {
        try (Writer writer = draft.open()) {
          content.write(writer);
        }
        Files.move(draft.path, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft.path);
        forget(abandon);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + Failure.reason(e), e);
    }
  }

  /** Drafts of the same file whose process ended without having been able to take them away. */
  private static void deleteOrphans(Path directory, Path file) throws IOException {
    String start = "." + file.getFileName() + ".";
    try (Stream<Path> files = Files.list(directory)) {
      for (Path other : (Iterable<Path>) files::iterator) {
        String name = String.valueOf(other.getFileName());
        if (name.startsWith(start) && name.endsWith(DRAFT) && name.length() > start.length() + DRAFT.length()
            && isGone(name.substring(start.length(), name.length() - DRAFT.length()))) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  private static boolean isGone(String process) {
    return process.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(process)).isEmpty();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends, and the hook runs
    }
  }

  /** A file that is deleted when the process ends, and not begun after that: writing goes on while a process ends. */
  private static final class Draft {

    private final Path path;
    private boolean isAbandoned;

    Draft(Path path) {
      this.path = path;
    }

    synchronized Writer open() throws IOException {
      if (isAbandoned) {
        throw new IOException("the process ends");
      }
      return Files.newBufferedWriter(path);
    }

    synchronized void abandon() {
      isAbandoned = true;
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the next process that writes here takes it away
      }
    }
  }

  /** What is in a file. */
  @FunctionalInterface
  interface Content {

    /** Writes it. */
    void write(Writer writer) throws IOException;
  }
}
