package graft.compiler.console;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.read.InvalidFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CommandTests {

  private final CapturedTerminal terminal = new CapturedTerminal();

  @Nested
  class Words {

    @Test
    void are_options_and_operands_in_any_order() {
      var command = new FakeCommand(arguments -> {
        assertThat(arguments.has("json")).isTrue();
        assertThat(arguments.count("repeat")).isEqualTo(3);
        assertThat(arguments.values("split")).containsExactly("a::b", "c::d");
        assertThat(arguments.operands("FILE")).containsExactly("x y", "$HOME");
        return Command.DONE;
      });
      assertThat(terminal.run(command, "x y", "--split", "a::b", "--json", "$HOME", "--repeat=3", "--split=c::d"))
          .isEqualTo(Command.DONE);
    }

    @Test
    void after_two_dashes_are_operands() {
      var command = new FakeCommand(arguments -> {
        assertThat(arguments.operands("FILE")).containsExactly("--json");
        return Command.DONE;
      });
      assertThat(terminal.run(command, "--", "--json")).isEqualTo(Command.DONE);
    }

    @Test
    void absent_options_have_no_values_and_count_once() {
      var command = new FakeCommand(arguments -> {
        assertThat(arguments.values("split")).isEmpty();
        assertThat(arguments.value("split")).isNull();
        assertThat(arguments.count("repeat")).isEqualTo(1);
        return Command.DONE;
      });
      assertThat(terminal.run(command)).isEqualTo(Command.DONE);
    }

    @Test
    void that_are_wrong_end_in_one_line_and_the_usage() {
      var counting = new FakeCommand(arguments -> arguments.count("repeat"));
      assertMisused(counting, "takes no --jsn", "--jsn");
      assertMisused(counting, "takes no --jso", "--jso");
      assertMisused(counting, "--split needs a value OP", "--split");
      assertMisused(counting, "--repeat takes a whole number of at least 1, not many", "--repeat", "many");
      assertMisused(counting, "--repeat takes a whole number of at least 1, not 0", "--repeat", "0");
      assertMisused(counting, "--repeat takes a whole number of at least 1, not \u0663", "--repeat", "\u0663");
      assertMisused(counting, "--repeat takes a whole number of at least 1, not 4294967297", "--repeat", "4294967297");
      assertMisused(new FakeCommand(arguments -> arguments.operators("split").size()),
          "--split takes namespace::op or namespace::op.overload, not relu", "--split", "a::b.c", "--split", "relu");
      assertMisused(new FakeCommand(arguments -> arguments.operands("FILE").size()), "needs a FILE");
      assertMisused(new FakeCommand(arguments -> {
        arguments.noOperands();
        return Command.DONE;
      }), "takes no more words, but got x", "x");
    }

    private void assertMisused(Command command, String message, String... words) {
      var fresh = new CapturedTerminal();
      assertThat(fresh.run(command, words)).isEqualTo(Command.MISUSED);
      assertThat(fresh.err())
          .isEqualTo("fake: " + message + "\nusage: fake [--json] [--repeat N] [--split OP]...\n");
      assertThat(fresh.out()).isEmpty();
    }
  }

  @Nested
  class Failures {

    @Test
    void are_one_line_that_names_the_command() {
      assertThat(terminal.run(failing(new CompileException("code", "what\n  happened")))).isEqualTo(Command.FAILED);
      assertThat(terminal.err()).isEqualTo("fake: what happened\n");
    }

    @Test
    void show_what_would_steer_a_terminal() {
      terminal.run(failing(new CompileException("code", "found id a\u0007\u001b[31m")));
      terminal.run(new FakeCommand(arguments -> 0), "--\u0007");
      assertThat(terminal.err()).startsWith("fake: found id a\\u0007\\u001b[31m\nfake: takes no --\\u0007\n");
    }

    @Test
    void of_what_was_interrupted_are_silent() {
      try {
        assertThat(terminal.run(new FakeCommand(arguments -> {
          Thread.currentThread().interrupt();
          throw new CompileException("code", "the core was stopped");
        }))).isEqualTo(Command.FAILED);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(terminal.err()).isEmpty();
    }

    @Test
    void of_a_file_name_it_once() {
      terminal.run(failing(new InvalidFileException(Path.of("a.json"), "schedule", "expected an object")));
      assertThat(terminal.err()).isEqualTo("a.json: schedule: expected an object\n");
    }

    @Test
    void of_the_house_itself_are_one_line_too() {
      terminal.run(failing(new IllegalStateException("broken")));
      assertThat(terminal.err()).isEqualTo("fake: internal error: java.lang.IllegalStateException: broken\n");
    }

    @Test
    void for_want_of_memory_or_stack_say_so() {
      terminal.run(failing(new OutOfMemoryError()));
      terminal.run(failing(new StackOverflowError()));
      assertThat(terminal.err())
          .isEqualTo("fake: not enough memory; give Java more with -Xmx\nfake: nested too deeply\n");
    }

    @Test
    void show_their_stack_trace_only_when_asked() {
      terminal.run(failing(new CompileException("code", "it happened")), "--debug");
      assertThat(terminal.err()).startsWith("fake: it happened\n").contains("\tat " + CommandTests.class.getName());
    }

    private static Command failing(RuntimeException failure) {
      return new FakeCommand(arguments -> {
        throw failure;
      });
    }

    private static Command failing(Error failure) {
      return new FakeCommand(arguments -> {
        throw failure;
      });
    }
  }

  @Nested
  class Help {

    @Test
    void says_what_the_command_takes_and_does_nothing() {
      var command = new FakeCommand(arguments -> Command.FAILED);
      assertThat(terminal.run(command, "--help")).isEqualTo(Command.DONE);
      assertThat(terminal.out()).isEqualTo("""
          usage: fake [--json] [--repeat N] [--split OP]...
          does what a test wants

            --json      as JSON
            --repeat N  again
            --split OP  cut
            --debug     show the stack trace of a failure
            --help      show this
          """);
    }
  }

  @Test
  void the_exit_status_is_the_commands_own() {
    assertThat(new FakeCommand(arguments -> Command.FAILED).run(List.of(), terminal.terminal())).isEqualTo(1);
  }
}
