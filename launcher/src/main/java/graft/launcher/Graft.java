package graft.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * A running framework with the bundles of one launch configuration: {@code ./graft} is a main method around it, and a
 * program that embeds Graft needs no more than {@link #launch}.
 *
 * <p>Bundles run from where they lie, and what the framework stores lies in a temporary folder that goes with it: two
 * launches share nothing.
 */
public final class Graft implements AutoCloseable {

  /** A shell that waits for a line does not hear that it is to stop; nothing else takes as long. */
  private static final Duration STOP = Duration.ofSeconds(1);

  private final Framework framework;
  private final Path storage;
  private final Map<Bundle, BundleException> refused;

  private Graft(Framework framework, Path storage, Map<Bundle, BundleException> refused) {
    this.framework = framework;
    this.storage = storage;
    this.refused = refused;
  }

  /**
   * Starts a framework with all bundles of a launch configuration.
   *
   * @param configuration a folder below {@code cnf/target/launch}
   * @param properties framework properties beside the configuration's
   */
  public static Graft launch(Path configuration, Map<String, String> properties) throws IOException, BundleException {
    return launch(LaunchConfiguration.read(configuration).with(properties), _ -> true);
  }

  static Graft launch(LaunchConfiguration configuration, Predicate<Path> started) throws IOException, BundleException {
    Path storage = Files.createTempDirectory("graft");
    var properties = new HashMap<String, String>(configuration.properties());
    properties.putIfAbsent(Constants.FRAMEWORK_STORAGE, storage.toString());
    properties.putIfAbsent("felix.cache.locking", "false");
    Framework framework = new FrameworkFactory().newFramework(properties);
    framework.start();
    var bundles = new ArrayList<Bundle>();
    var shell = new ArrayList<Bundle>();
    BundleContext context = framework.getBundleContext();
    for (Path jar : configuration.bundles()) {
      Bundle bundle = context.installBundle("reference:" + jar.toUri());
      if (started.test(jar) && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        (configuration.isForShell(jar) ? shell : bundles).add(bundle);
      }
    }
    // The shell reads its first line when it starts, and what that line asks for must be there.
    bundles.addAll(shell);
    return new Graft(framework, storage, start(bundles));
  }

  /** Starts bundles; one that does not resolve is no failure, since it may be a fix for another runtime. */
  private static Map<Bundle, BundleException> start(List<Bundle> bundles) {
    var refused = new LinkedHashMap<Bundle, BundleException>();
    for (Bundle bundle : bundles) {
      try {
        bundle.start();
      } catch (BundleException e) {
        refused.put(bundle, e);
      }
    }
    return refused;
  }

  public Framework framework() {
    return framework;
  }

  /** The bundles that did not start, and why. */
  public Map<Bundle, BundleException> refused() {
    return Map.copyOf(refused);
  }

  /**
   * Waits for a service.
   *
   * @return the service, or null if it did not come in time
   */
  public <S> @Nullable S service(Class<S> type, String filter, Duration patience) throws InterruptedException {
    BundleContext context = framework.getBundleContext();
    var came = new CountDownLatch(1);
    ServiceListener listener = event -> {
      if (event.getType() == ServiceEvent.REGISTERED) {
        came.countDown();
      }
    };
    try {
      context.addServiceListener(listener, "(&(objectClass=" + type.getName() + ")" + filter + ")");
      if (context.getServiceReferences(type, filter).isEmpty()) {
        boolean _ = came.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
      return context.getServiceReferences(type, filter).stream().max(Comparator.<ServiceReference<S>>naturalOrder())
          .map(context::getService).orElse(null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    } finally {
      context.removeServiceListener(listener);
    }
  }

  /** Stops the framework, waiting a bounded time, and removes what it stored. */
  @Override
  public void close() throws BundleException, IOException {
    framework.stop();
    try {
      framework.waitForStop(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Path> stored;
    try (Stream<Path> files = Files.walk(storage)) {
      stored = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : stored) {
      Files.deleteIfExists(file);
    }
  }
}
