package graft.compiler.console;

import graft.compiler.api.compile.CompileException;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.jspecify.annotations.Nullable;

/**
 * A command of scope {@code graft}. Implementations are components that provide this and, for the shell, {@link Function};
 * their Gogo properties name them. Safe for any number of threads.
 */
public interface Command extends Function {

  /** Exit status: the work is done. */
  int DONE = 0;

  /** Exit status: the work failed; standard error says why in one line. */
  int FAILED = 1;

  /** Exit status: the words were wrong. */
  int MISUSED = 2;

  /** What it takes. */
  Usage usage();

  /**
   * Does the work.
   *
   * @return {@link #DONE} or, where it told the terminal why, {@link #FAILED}
   * @throws CompileException if the work failed and nobody was told
   * @throws UsageException if it does not take these arguments
   */
  int run(Arguments arguments, Terminal terminal);

  /** From the words typed after the name to the exit status. Throws nothing: what goes wrong is one line. */
  default int run(List<String> words, Terminal terminal) {
    try {
      var arguments = usage().parse(words);
      if (arguments.has(Usage.HELP)) {
        usage().print(terminal.out());
        return DONE;
      }
      return run(arguments, terminal);
    } catch (UsageException e) {
      terminal.complain(usage().name() + ": " + e.getMessage());
      terminal.err().println(usage().line());
      return MISUSED;
    } catch (RuntimeException | Error e) {
      new Failure(usage().name(), e).tell(terminal, words.contains("--" + Usage.DEBUG));
      return FAILED;
    }
  }

  /** The same in the shell, on the streams of the process at hand. */
  @Override
  default @Nullable Object execute(CommandSession session, List<Object> arguments) {
    var words = arguments.stream().map(String::valueOf).toList();
    Path directory = session.currentDir().equals(Path.of("").toAbsolutePath()) ? Path.of("") : session.currentDir();
    Process process = Process.Utils.current();
    boolean interactive =
        process.isTty(2) && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    process.error(run(words, new Terminal(process.out(), process.err(), directory, interactive)));
    return null;
  }
}
