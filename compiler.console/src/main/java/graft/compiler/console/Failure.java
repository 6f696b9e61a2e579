package graft.compiler.console;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.read.InvalidFileException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Work that failed, in one line.
 *
 * @param subject what it was done on: a file as it was named, or the command
 * @param cause why
 */
public record Failure(String subject, Throwable cause) {

  /** Code of a failure that is nobody's input's fault. */
  public static final String INTERNAL = "internal-error";

  /** The failure's code. */
  public String code() {
    return cause instanceof CompileException e ? e.code() : INTERNAL;
  }

  /** Why, in one line. */
  public String message() {
    return switch (cause) {
      case CompileException e -> oneLine(e.getMessage());
      case UncheckedIOException e -> oneLine(e.getMessage());
      case OutOfMemoryError e -> "not enough memory; give Java more with -Xmx";
      case StackOverflowError e -> "nested too deeply";
      default -> "internal error: " + oneLine(cause.toString());
    };
  }

  /** Prints it, with the stack trace if {@code debug}. */
  public void print(PrintStream err, boolean debug) {
    // a file that cannot be read is named in the message
    err.println(cause instanceof InvalidFileException ? message() : subject + ": " + message());
    if (debug) {
      cause.printStackTrace(err);
    }
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
