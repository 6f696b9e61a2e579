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
        usage: COMMAND WORD..., where COMMAND is one of fake, missing
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
          missing  needs a compiler, which nobody provides

          help COMMAND says what a command takes
          """);
    }
  }

  @Test
  void helps_with_one_command() {
    assertThat(run(new FakeCommand(arguments -> 1), "help", "fake")).isEqualTo(Command.DONE);
    assertThat(terminal.out()).startsWith("usage: fake ");
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

  /** One command that can run, and {@code missing}, which cannot. */
  private record FakeCommands(Command command) implements CommandLine.Commands {

    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(List.of("fake", "missing"));
    }

    @Override
    public @Nullable Command find(String name) {
      return name.equals("fake") ? command : null;
    }

    @Override
    public List<String> obstacles(String name) {
      return List.of("needs a compiler, which nobody provides");
    }
  }
}
