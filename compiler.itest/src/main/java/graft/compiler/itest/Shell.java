package graft.compiler.itest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;

/** The Gogo shell, typed into by tests. */
final class Shell {

  private final CommandProcessor processor;

  Shell(House house) {
    processor = house.service(CommandProcessor.class);
  }

  /** What a command of scope {@code graft} prints, on either stream. */
  String run(String command) {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, UTF_8);
    try (CommandSession session = processor.createSession(InputStream.nullInputStream(), out, out)) {
      session.execute("graft:" + command);
      return printed.toString(UTF_8);
    } catch (Exception e) {
      throw new AssertionError("graft:" + command, e);
    }
  }
}
