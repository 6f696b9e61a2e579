package graft.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;

/** What {@code ./graft} runs: a launch, and in it one command or the shell. */
public final class Main {

  /** The service that takes a command's words and answers with its exit status. */
  private static final String COMMANDS = "(graft.main=true)";

  private Main() {}

  /** The first argument is the folder of the launch configurations, the others are the person's. */
  public static void main(String[] args) {
    System.exit(run(Path.of(args[0]), List.of(args).subList(1, args.length)));
  }

  private static int run(Path configurations, List<String> words) {
    try {
      CommandLine line = CommandLine.parse(words);
      LaunchConfiguration configuration =
          LaunchConfiguration.read(configurations.resolve(line.configuration())).without(line.without())
              .with(line.properties());
      boolean shell = line.command().isEmpty();
      var launch = new Launch();
      var command = new RunningCommand();
      // However the JVM ends, by the command's end or from the keyboard, and be it now, the framework is stopped.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        command.interrupt();
        end(launch);
      }));
      Graft graft = launch.start(configuration, bundle -> shell || !configuration.isForShell(bundle));
      return command.run(() -> shell ? waitForShell(graft) : command(graft, line.command()));
    } catch (UsageException e) {
      System.err.println("graft: " + e.getMessage());
      return 2;
    } catch (IOException | BundleException | InterruptedException e) {
      System.err.println("graft: " + e);
      return 1;
    }
  }

  private static void end(Launch launch) {
    try {
      launch.end();
    } catch (IOException | BundleException e) {
      System.err.println("graft: did not stop cleanly: " + e);
    }
  }

  private static int waitForShell(Graft graft) throws InterruptedException {
    var stopping = new CountDownLatch(1);
    graft.framework().getBundleContext().addBundleListener((SynchronousBundleListener) event -> {
      if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
        stopping.countDown();
      }
    });
    stopping.await();
    return 0;
  }

  // The contract is the raw type: a service cannot state type arguments.
  @SuppressWarnings("unchecked")
  private static int command(Graft graft, List<String> words) throws InterruptedException {
    ToIntFunction<String[]> commands = graft.service(ToIntFunction.class, COMMANDS, Graft.PATIENCE);
    if (commands != null) {
      return commands.applyAsInt(words.toArray(String[]::new));
    }
    System.err.println(
        "graft: no bundle brought the commands within " + Graft.PATIENCE.toSeconds() + " s" + graft.reasons());
    return 1;
  }
}
