package graft.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
 * <p>If the contracts, {@code graft.compiler.api}, are on the class path, the framework's bundles share them with the program:
 * what {@link #service(Class)} returns is of the program's own types.
 *
 * <p>Bundles run from where they lie, and what the framework stores lies in a temporary folder that goes with it: two
 * launches share nothing.
 */
public final class Graft implements AutoCloseable {

  /** A shell that waits for a line does not hear that it is to stop; nothing else takes as long. */
  private static final Duration STOP = Duration.ofSeconds(1);

  /** Whatever comes at all comes in less. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Framework framework;
  private final Storage storage;
  private final Map<Bundle, BundleException> refused;

  private Graft(Framework framework, Storage storage, Map<Bundle, BundleException> refused) {
    this.framework = framework;
    this.storage = storage;
    this.refused = refused;
  }

  /**
   * Starts a framework with all bundles of a launch configuration.
   *
   * @param configuration a folder of a distribution's {@code launch} or of a checkout's {@code cnf/target/launch}: {@code graft},
   *     {@code stock} or {@code runtime-2.9.1}
   * @param properties framework properties beside the configuration's
   */
  public static Graft launch(Path configuration, Map<String, String> properties) throws IOException, BundleException {
    LaunchConfiguration all = LaunchConfiguration.read(configuration).with(properties);
    return launch(all, bundle -> !all.isForShell(bundle));
  }

  static Graft launch(LaunchConfiguration asked, Predicate<Path> started) throws IOException, BundleException {
    LaunchConfiguration configuration =
        SharedContracts.onClassPath(Graft.class.getClassLoader()).map(asked::sharing).orElse(asked);
    Storage storage = Storage.below(Path.of(System.getProperty("java.io.tmpdir")));
    var properties = new HashMap<String, String>(configuration.properties());
    properties.putIfAbsent(Constants.FRAMEWORK_STORAGE, storage.framework().toString());
    properties.putIfAbsent("felix.cache.locking", "false");
    Framework framework = new FrameworkFactory().newFramework(properties);
    var graft = new Graft(framework, storage, new LinkedHashMap<>());
    try {
      graft.start(configuration, started);
      return graft;
    } catch (BundleException | RuntimeException e) {
      try (graft) {
        throw e;
      }
    }
  }

  private void start(LaunchConfiguration configuration, Predicate<Path> started) throws BundleException {
    framework.start();
    var bundles = new LinkedHashMap<Path, Bundle>();
    var shell = new LinkedHashMap<Path, Bundle>();
    BundleContext context = framework.getBundleContext();
    for (Path jar : configuration.bundles()) {
      Bundle bundle = context.installBundle("reference:" + jar.toUri());
      (configuration.isForShell(jar) ? shell : bundles).put(jar, bundle);
    }
    // The shell reads its first line when it starts, and what that line asks for must be there.
    bundles.putAll(shell);
    bundles.forEach((jar, bundle) -> {
      if (started.test(jar) && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        start(bundle);
      }
    });
  }

  /** Starts a bundle; one that does not resolve is no failure, since it may be a fix for another runtime. */
  private void start(Bundle bundle) {
    try {
      bundle.start();
    } catch (BundleException e) {
      refused.put(bundle, e);
    }
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
   * @param filter what its properties must be, as an OSGi filter; empty for any
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
      String selected = filter.isEmpty() ? null : filter;
      if (context.getServiceReferences(type, selected).isEmpty()) {
        boolean _ = came.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
      return context.getServiceReferences(type, selected).stream().max(Comparator.<ServiceReference<S>>naturalOrder())
          .map(context::getService).orElse(null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    } finally {
      context.removeServiceListener(listener);
    }
  }

  /**
   * The best service of a type, which is waited for a while.
   *
   * @throws IllegalStateException if none came; the message tells what did not start
   */
  public <S> S service(Class<S> type) throws InterruptedException {
    S service = service(type, "", PATIENCE);
    if (service == null) {
      throw new IllegalStateException("no " + type.getSimpleName() + " came within " + PATIENCE.toSeconds() + " s"
          + reasons());
    }
    return service;
  }

  /** What did not start and why, each after a semicolon. */
  String reasons() {
    var reasons = new StringBuilder();
    refused.forEach((bundle, reason) -> reasons.append("; ").append(bundle.getSymbolicName()).append(": ")
        .append(String.valueOf(reason.getMessage()).replaceAll("\\s+", " ")));
    return reasons.toString();
  }

  /** Stops the framework, waiting a bounded time, and removes what it stored. */
  @Override
  public void close() throws BundleException, IOException {
    try (storage) {
      framework.stop();
      framework.waitForStop(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
