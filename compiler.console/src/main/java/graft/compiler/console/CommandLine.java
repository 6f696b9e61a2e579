package graft.compiler.console;

import graft.compiler.console.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line: a command's name and what it takes.
 *
 * @param commands the commands
 * @param debug whether failures show their stack trace, whatever the words say
 */
record CommandLine(Commands commands, boolean debug) {

  private static final List<String> HELP = List.of("help", "--help", "-h");

  /** Runs the command that the words name, for its exit status. */
  int run(List<String> words, Terminal terminal) {
    if (words.isEmpty() || (words.size() == 1 && HELP.contains(words.getFirst()))) {
      help(terminal);
      return Command.DONE;
    }
    if (HELP.contains(words.getFirst())) {
      return run(words.get(1), List.of("--" + Usage.HELP), terminal);
    }
    return run(words.getFirst(), words.subList(1, words.size()), terminal);
  }

  private int run(String name, List<String> words, Terminal terminal) {
    Command command = commands.find(name);
    if (command != null) {
      List<String> all = new ArrayList<>(words);
      if (debug) {
        all.addFirst("--" + Usage.DEBUG);
      }
      return command.run(all, terminal);
    }
    if (commands.names().contains(name)) {
      terminal.complain(name + ": cannot run: " + String.join("; ", commands.obstacles(name)));
      return Command.FAILED;
    }
    terminal.complain("there is no command " + name);
    terminal.err().println("usage: COMMAND WORD..., where COMMAND is one of " + String.join(", ", commands.names()));
    return Command.MISUSED;
  }

  private void help(Terminal terminal) {
    var table = new Table();
    for (String name : commands.names()) {
      Command command = commands.find(name);
      table.row(name, command == null ? String.join("; ", commands.obstacles(name)) : command.usage().summary());
    }
    table.print(terminal.out(), "");
    terminal.out().println();
    terminal.out().println("help COMMAND says what a command takes");
  }

  /** The commands there are, whether they can run or not. */
  interface Commands {

    /** Their names. */
    SortedSet<String> names();

    /** The command of that name; null if there is none or it cannot run. */
    @Nullable
    Command find(String name);

    /** What keeps the command of that name from running; empty if nothing does. */
    List<String> obstacles(String name);
  }
}
