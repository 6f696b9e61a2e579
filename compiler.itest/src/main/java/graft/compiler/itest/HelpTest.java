package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The shell's help, on commands of ours and of others. */
class HelpTest {

  private final House house = House.here();
  private final Shell shell = new Shell(house);

  @ParameterizedTest
  @ValueSource(strings = {"check", "compile", "demo", "environment", "fixes", "help", "pack", "plan", "run"})
  void says_what_a_command_takes_as_the_command_does(String name) {
    assertThat(shell.run("help " + name)).startsWith("usage: " + name).isEqualTo(shell.run(name + " --help"))
        .isEqualTo(shell.run("help graft:" + name));
    assertThat(shell.run("help")).containsPattern("(?m)^" + name + " +" + summary(name) + "$");
  }

  private String summary(String name) {
    return shell.run(name + " --help").lines().toList().get(1);
  }

  @Test
  void knows_no_command_that_is_not_there() {
    assertThat(shell.run("help nothing")).startsWith("there is no command nothing\n");
  }

  @Test
  void leaves_commands_of_others_to_the_framework() {
    Function words = (session, arguments) -> {
      Process.Utils.current().out().println("the framework's help on " + arguments);
      return null;
    };
    ServiceRegistration<Function> help = register("help", words);
    ServiceRegistration<Function> others = register("lb", words);
    try {
      for (String name : List.of("lb", "felix:lb")) {
        assertThat(shell.run("help " + name)).isEqualTo("the framework's help on [" + name + "]\n");
      }
      assertThat(shell.run("help")).endsWith("felix:help lists the commands of the framework\n");
      assertThat(shell.run("help run")).startsWith("usage: run ");
    } finally {
      help.unregister();
      others.unregister();
    }
  }

  private ServiceRegistration<Function> register(String name, Function command) {
    return house.context().registerService(Function.class, command, FrameworkUtil.asDictionary(
        Map.of(CommandProcessor.COMMAND_SCOPE, "felix", CommandProcessor.COMMAND_FUNCTION, name)));
  }
}
