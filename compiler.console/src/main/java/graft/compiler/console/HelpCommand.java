package graft.compiler.console;

import graft.compiler.console.text.Table;
import java.util.Collection;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what commands there are, and what one takes; in the shell of the framework's commands, too. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "help")
public final class HelpCommand implements Command {

  private static final String SCOPE = "graft";

  private static final String FRAMEWORK = "felix:help";

  private final Commands commands;

  /** Help with {@code commands}. */
  @Activate
  public HelpCommand(@Reference Commands commands) {
    this.commands = commands;
  }

  @Override
  public Usage usage() {
    return new Usage(Usage.HELP, "[COMMAND]", "lists the commands, or says what one takes", List.of());
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    String name = arguments.operand();
    if (name == null) {
      list(terminal);
      return DONE;
    }
    return new CommandLine(commands, arguments.debug()).run(List.of(withoutScope(name), "--" + Usage.HELP), terminal);
  }

  /** The framework's own help knows the framework's commands; of ours it knows nothing but their names. */
  @Override
  public @Nullable Object execute(CommandSession session, List<Object> arguments) {
    String name = arguments.size() == 1 ? String.valueOf(arguments.getFirst()) : "";
    if (!isOurs(name) && isInShell(session, name) && isInShell(session, FRAMEWORK)) {
      try {
        return session.execute(FRAMEWORK + " '" + name + "'");
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    Command.super.execute(session, arguments);
    if (arguments.isEmpty() && isInShell(session, FRAMEWORK)) {
      Process.Utils.current().out().println(FRAMEWORK + " lists the commands of the framework");
    }
    return null;
  }

  private boolean isOurs(String name) {
    return commands.names().contains(withoutScope(name));
  }

  private static boolean isInShell(CommandSession session, String name) {
    return session.get(".commands") instanceof Collection<?> all && all.stream().map(String::valueOf)
        .anyMatch(command -> command.equals(name) || command.endsWith(":" + name));
  }

  private static String withoutScope(String name) {
    return name.startsWith(SCOPE + ":") ? name.substring(SCOPE.length() + 1) : name;
  }

  private void list(Terminal terminal) {
    var table = new Table();
    for (String name : commands.names()) {
      Command command = commands.find(name);
      table.row(name, command == null ? String.join("; ", commands.obstacles(name)) : command.usage().summary());
    }
    table.print(terminal.out(), "");
    terminal.out().println();
    terminal.out().println("help COMMAND, or COMMAND --help, says what a command takes");
  }
}
