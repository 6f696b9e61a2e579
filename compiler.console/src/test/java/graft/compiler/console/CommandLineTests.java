package graft.compiler.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandLineTests {

  private final CapturedTerminal terminal = new CapturedTerminal();

  @Test
  void runs_the_command_that_is_named() {
    assertThat(run(new FakeCommand(arguments -> arguments.operands("FILE").size() + 40), "fake", "a", "b"))
        .isEqualTo(42);
  }

  @Test
  void refuses_what_is_no_command() {
    assertThat(run(new FakeCommand(arguments -> 0), "fakes")).isEqualTo(Command.MISUSED);
    assertThat(terminal.err()).isEqualTo("""
        there is no command fakes
        usage: COMMAND WORD..., where COMMAND is one of fake, help, missing
        """);
  }

  @Test
  void says_what_a_command_lacks() {
    assertThat(run(new FakeCommand(arguments -> 0), "missing")).isEqualTo(Command.FAILED);
    assertThat(terminal.err()).isEqualTo("missing: cannot run: needs a compiler, which nobody provides\n");
  }

  @Test
  void lists_the_commands() {
    for (String word : new String[]{"help", "--help", "-h"}) {
      var fresh = new CapturedTerminal();
      assertThat(new CommandLine(new FakeCommands(new FakeCommand(arguments -> 1)), false)
          .run(List.of(word), fresh.terminal())).isEqualTo(Command.DONE);
      assertThat(fresh.out()).isEqualTo("""
          fake     does what a test wants
          help     lists the commands, or says what one takes
          missing  needs a compiler, which nobody provides

          help COMMAND, or COMMAND --help, says what a command takes
          """);
    }
  }

  @Test
  void helps_with_one_command() {
    for (String[] words : new String[][]{{"help", "fake"}, {"--help", "fake"}, {"help", "graft:fake"},
        {"fake", "--help"}}) {
      var fresh = new CapturedTerminal();
      assertThat(new CommandLine(new FakeCommands(new FakeCommand(arguments -> 1)), false)
          .run(List.of(words), fresh.terminal())).isEqualTo(Command.DONE);
      assertThat(fresh.out()).startsWith("usage: fake ");
    }
  }

  @Test
  void cannot_help_with_what_is_no_command_or_lacks_something() {
    assertThat(run(new FakeCommand(arguments -> 0), "help", "fakes")).isEqualTo(Command.MISUSED);
    assertThat(run(new FakeCommand(arguments -> 0), "help", "missing")).isEqualTo(Command.FAILED);
    assertThat(run(new FakeCommand(arguments -> 0), "help", "fake", "more")).isEqualTo(Command.MISUSED);
    assertThat(terminal.err()).isEqualTo("""
        there is no command fakes
        usage: COMMAND WORD..., where COMMAND is one of fake, help, missing
        missing: cannot run: needs a compiler, which nobody provides
        help: takes no more words, but got more
        usage: help [COMMAND]
        """);
  }

  @Test
  void shows_stack_traces_where_the_launch_wants_them() {
    var failing = new FakeCommand(arguments -> {
      throw new IllegalStateException("broken");
    });
    new CommandLine(new FakeCommands(failing), true).run(List.of("fake", "--", "x"), terminal.terminal());
    assertThat(terminal.err()).contains("\tat ");
  }

  private int run(Command command, String... words) {
    return new CommandLine(new FakeCommands(command), false).run(List.of(words), terminal.terminal());
  }

  /** One command that can run, help, and {@code missing}, which cannot run. */
  private record FakeCommands(Command command) implements Commands {

    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(List.of("fake", "help", "missing"));
    }

    @Override
    public @Nullable Command find(String name) {
      return switch (name) {
        case "fake" -> command;
        case "help" -> new HelpCommand(this);
        default -> null;
      };
    }

    @Override
    public List<String> obstacles(String name) {
      return List.of("needs a compiler, which nobody provides");
    }
  }
}
