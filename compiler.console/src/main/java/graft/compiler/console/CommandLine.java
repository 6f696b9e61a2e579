package graft.compiler.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The words of a command line: a command's name and what it takes.
 *
 * @param commands the commands
 * @param debug whether failures show their stack trace, whatever the words say
 */
record CommandLine(Commands commands, boolean debug) {

  /** Words that look like options and ask for help. */
  private static final Set<String> HELP = Set.of("--help", "-h");

  /** Runs the command that the words name, for its exit status. Without words it helps. */
  int run(List<String> words, Terminal terminal) {
    if (words.isEmpty()) {
      return run(Usage.HELP, words, terminal);
    }
    String name = HELP.contains(words.getFirst()) ? Usage.HELP : words.getFirst();
    return run(name, words.subList(1, words.size()), terminal);
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
}
