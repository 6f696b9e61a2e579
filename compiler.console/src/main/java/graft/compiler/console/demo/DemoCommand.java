package graft.compiler.console.demo;

import graft.compiler.api.compile.CompileException;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the story with real runs: what 2.9.0 does without its fixes, and what it does when they were started in the same
 * framework.
 */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "demo")
public final class DemoCommand implements Command {

  /** The framework property that says where the project lies. */
  static final String HOME = "graft.home";

  private static final String ATTENTION = "graph::unified_attention_with_output";

  private final BundleContext context;
  private final Command check;
  private final Command plan;

  /** A demo of these commands. */
  @Activate
  public DemoCommand(
      BundleContext context,
      @Reference(target = "(osgi.command.function=check)") Command check,
      @Reference(target = "(osgi.command.function=plan)") Command plan) {
    this.context = context;
    this.check = check;
    this.plan = plan;
  }

  @Override
  public Usage usage() {
    return new Usage("demo", "", "shows the defects of 2.9.0, the fixes, and the numbers", List.of());
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    arguments.noOperands();
    Terminal here = new Terminal(terminal.out(), terminal.out(), home(), terminal.interactive());
    boolean good = true;
    try (var fixes = new FixSwitch(context)) {
      if (fixes.names().isEmpty()) {
        throw new CompileException(
            "no-fixes", "no fix is active in this launch, so there is nothing to take away and bring back");
      }
      fixes.stop();
      say(here, "PyTorch 2.9.0 as it was released: the fixes are stopped");
      good &= run(here, check, 1, "testdata/models/defects");
      good &= run(here, check, 1, "testdata/models/zoo/llama_split.pt2", "--split", ATTENTION);
      good &= run(here, plan, 1, "testdata/schedules/llama31_8b_shape_split.stock.json.gz");
      fixes.start();
      say(here, "The same framework, after starting " + String.join(", ", fixes.names()));
      good &= run(here, check, 0, "testdata/models/defects");
      good &= run(here, check, 0, "testdata/models/zoo/llama_split.pt2", "--split", ATTENTION);
      good &= run(here, plan, 0, "testdata/schedules/llama31_8b_shape_split.fixed.json.gz");
    }
    return good ? DONE : FAILED;
  }

  private Path home() {
    String property = context.getProperty(HOME);
    Path home = Path.of(property == null ? "" : property);
    if (!Files.isDirectory(home.resolve("testdata"))) {
      throw new CompileException(
          "no-home", "the demo's models are not there: " + home.resolve("testdata").toAbsolutePath() + "; " + HOME
              + " must name the project's folder");
    }
    return home;
  }

  private static void say(Terminal terminal, String title) {
    terminal.out().println();
    terminal.out().println(title);
    terminal.out().println("-".repeat(title.length()));
  }

  /** Runs one command, and whether it ended as the story says. */
  private static boolean run(Terminal terminal, Command command, int expected, String... words) {
    terminal.out().println();
    terminal.out().println("$ " + command.usage().name() + " " + String.join(" ", words));
    return command.run(List.of(words), terminal) == expected;
  }
}
