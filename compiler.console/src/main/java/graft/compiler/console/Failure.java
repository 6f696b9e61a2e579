package graft.compiler.console;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.compile.CompileException;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.console.text.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

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
      case CompileException e -> OneLine.of(String.valueOf(e.getMessage()));
      case UncheckedIOException e -> OneLine.of(String.valueOf(e.getMessage()));
      case OutOfMemoryError e -> "not enough memory; give Java more with -Xmx";
      case StackOverflowError e -> "nested too deeply";
      default -> "internal error: " + OneLine.of(cause.toString());
    };
  }

  /** Tells it, with the stack trace if {@code debug}; nobody if the user interrupted. */
  public void tell(Terminal terminal, boolean debug) {
    terminal.clearProgress();
    if (terminal.isInterrupted()) {
      return;
    }
    // a file that cannot be read is named in the message
    terminal.complain(cause instanceof InvalidFileException ? message() : subject + ": " + message());
    if (debug) {
      cause.printStackTrace(terminal.err());
    }
  }

  /** Writes it as the field {@code error}. */
  public void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("error");
    json.writeStringField("code", code());
    json.writeStringField("message", message());
    json.writeEndObject();
  }

  /** Why a file cannot be read or written, without its name. */
  public static String reason(IOException cause) {
    return switch (cause) {
      case FileAlreadyExistsException e -> "a file of that name is no folder";
      case NoSuchFileException e -> "there is no such file or folder";
      case AccessDeniedException e -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
