package graft.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleException;

/** What {@code ./graft} runs: a launch, and in it one command or the shell. */
public final class Main {

  /** The service that takes a command's words and answers with its exit status. */
  private static final String COMMANDS = "(graft.main=true)";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Main() {}

  /** The first argument is the folder of the launch configurations, the others are the person's. */
  public static void main(String[] args) {
    System.exit(run(Path.of(args[0]), List.of(args).subList(1, args.length)));
  }

  private static int run(Path launch, List<String> words) {
    try {
      CommandLine line = CommandLine.parse(words);
      LaunchConfiguration configuration =
          LaunchConfiguration.read(launch.resolve(line.configuration())).without(line.without())
              .with(line.properties());
      boolean shell = line.command().isEmpty();
      try (Graft graft = Graft.launch(configuration, bundle -> shell || !configuration.isForShell(bundle))) {
        return shell ? waitForShell(graft) : command(graft, line.command());
      }
    } catch (UsageException e) {
      System.err.println("graft: " + e.getMessage());
      return 2;
    } catch (IOException | BundleException | InterruptedException e) {
      System.err.println("graft: " + e);
      return 1;
    }
  }

  private static int waitForShell(Graft graft) throws InterruptedException {
    graft.framework().waitForStop(0);
    return 0;
  }

  // The contract is the raw type: a service cannot state type arguments.
  @SuppressWarnings("unchecked")
  private static int command(Graft graft, List<String> words) throws InterruptedException {
    ToIntFunction<String[]> commands = graft.service(ToIntFunction.class, COMMANDS, PATIENCE);
    if (commands != null) {
      return commands.applyAsInt(words.toArray(String[]::new));
    }
    var reasons = new StringBuilder("graft: no bundle brought the commands within " + PATIENCE.toSeconds() + " s");
    graft.refused().forEach((bundle, reason) -> reasons.append("; ").append(bundle.getSymbolicName()).append(": ")
        .append(String.valueOf(reason.getMessage()).replaceAll("\\s+", " ")));
    System.err.println(reasons);
    return 1;
  }
}
