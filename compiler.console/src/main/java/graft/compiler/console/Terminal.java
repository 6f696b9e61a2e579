package graft.compiler.console;

import graft.compiler.console.text.OneLine;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Where a command runs.
 *
 * @param out for results
 * @param err for failures and progress
 * @param directory what relative paths are relative to
 * @param interactive whether somebody watches {@code err}
 */
public record Terminal(PrintStream out, PrintStream err, Path directory, boolean interactive) {

  // a line that wraps could not be taken away
  private static final int WIDTH = 79;

  /** The path that {@code word} names. */
  public Path path(String word) {
    return directory.resolve(word);
  }

  /** Shows how far long work is, where somebody watches; the next call or {@link #clearProgress} takes the text's place. */
  public void progress(String text) {
    if (interactive) {
      String line = OneLine.of(text);
      err.print("\r" + line.substring(0, Math.min(line.length(), WIDTH)) + "\u001b[K");
      err.flush();
    }
  }

  /** Takes away what {@link #progress} showed. */
  public void clearProgress() {
    progress("");
  }

  /** Tells, in one line, what went wrong. */
  public void complain(String text) {
    err.println(OneLine.of(text));
  }

  /** Whether nobody waits for more: the user interrupted, or who read standard output left. */
  public boolean isAbandoned() {
    return isInterrupted() || out.checkError();
  }

  /** Whether the user interrupted: what fails from then on fails for that, and nobody is told. */
  public boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }
}
