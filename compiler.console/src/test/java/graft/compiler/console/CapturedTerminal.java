package graft.compiler.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A terminal whose output tests can read. */
public final class CapturedTerminal {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal;

  /** In the current directory, watched by nobody. */
  public CapturedTerminal() {
    this(Path.of(""), false);
  }

  /** In {@code directory}. */
  public CapturedTerminal(Path directory, boolean interactive) {
    terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), directory, interactive);
  }

  /** Runs a command in it. */
  public int run(Command command, String... words) {
    return command.run(List.of(words), terminal);
  }

  /** The terminal. */
  public Terminal terminal() {
    return terminal;
  }

  /** What was written to standard output, lines ended as Java ends them in source. */
  public String out() {
    return text(out);
  }

  /** What was written to standard error. */
  public String err() {
    return text(err);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
