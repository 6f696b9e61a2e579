package graft.compiler.itest;

import static java.util.concurrent.TimeUnit.SECONDS;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.compile.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The bundles of the framework that the tests run in: taken apart by tests, and put together again by {@link #restore}. */
final class House {

  static final String CORE = "graft.compiler.core";

  private final BundleContext context;

  private House(BundleContext context) {
    this.context = context;
  }

  static House here() {
    return new House(FrameworkUtil.getBundle(House.class).getBundleContext());
  }

  BundleContext context() {
    return context;
  }

  FrameworkWiring wiring() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  Optional<Bundle> find(String symbolicName) {
    return Arrays.stream(context.getBundles()).filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  Bundle core() {
    return find(CORE).orElseThrow();
  }

  Bundle bundle(KnownFix fix) {
    return find(fix.symbolicName()).orElseThrow();
  }

  /** The pipeline, which must be there. */
  Pipeline pipeline() {
    return service(Pipeline.class);
  }

  /** A reference to the classes of a bundle that is resolved. */
  static WeakReference<ClassLoader> loader(Bundle bundle) {
    return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
  }

  /** Waits until nobody holds what is referred to. */
  static void awaitCollected(WeakReference<?> reference) {
    await().until(() -> {
      System.gc();
      return reference.get() == null;
    });
  }

  /** Waits for a condition, looking often: most hold at once. */
  static ConditionFactory await() {
    return Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10));
  }

  /** The recipe of a compile that started now. */
  Recipe recipe() {
    return pipeline().recipe(CompileOptions.DEFAULT);
  }

  /** The best service of a type; one that is just being replaced is waited for. */
  <S> S service(Class<S> type) {
    return await().until(() -> {
      ServiceReference<S> reference = context.getServiceReference(type);
      return reference == null ? null : context.getService(reference);
    }, Objects::nonNull);
  }

  /** Gives a component this configuration, or takes its configuration away where there are no properties. */
  void configure(String pid, Map<String, Object> properties) throws IOException {
    ConfigurationAdmin admin = service(ConfigurationAdmin.class);
    Configuration configuration = admin.getConfiguration(pid, "?");
    if (!properties.isEmpty()) {
      configuration.update(FrameworkUtil.asDictionary(properties));
    } else if (configuration.getProperties() != null) {
      configuration.delete();
    }
  }

  /** Configures operators to split on for all compiles, or takes the configuration away, and waits until compiles know. */
  void configureOperators(String... operators) throws IOException {
    boolean none = operators.length == 0;
    String name = "custom_should_partition_ops";
    configure(KnownFix.SCHEDULER.symbolicName(), none ? Map.of() : Map.of(name, operators));
    Map<String, String> expected = none ? Map.of() : Map.of(name, "[" + String.join(", ", operators) + "]");
    await().until(
        () -> recipe().steps().stream().filter(step -> step.bundle().equals(KnownFix.SCHEDULER.symbolicName()))
            .toList(),
        steps -> steps.size() == 1 && steps.getFirst().configuration().equals(expected));
  }

  /** Starts these fixes, stops the others, and waits until compiles know: the core may be starting the same ones. */
  void activate(Set<KnownFix> fixes) throws BundleException {
    for (KnownFix fix : KnownFix.values()) {
      if (fixes.contains(fix)) {
        bundle(fix).start();
      } else {
        bundle(fix).stop();
      }
    }
    await().until(() -> recipe().fixes(), KnownFix.titles(fixes)::equals);
  }

  /** Installs a bundle of the checkout, without starting it, from the same location as the launch configuration. */
  Bundle install(String folder) throws BundleException {
    return context.installBundle("reference:" + Checkout.jar(folder).toFile().toURI());
  }

  void uninstall(KnownFix fix) throws BundleException {
    bundle(fix).uninstall();
  }

  /** Updates the core to the one that a folder built. */
  void updateCore(String folder) {
    update(core(), Checkout.jar(folder));
  }

  /** Updates a bundle, which runs again afterwards if it did. */
  static void update(Bundle bundle, Path jar) {
    boolean isRunning = bundle.getState() == Bundle.ACTIVE;
    try (InputStream content = Files.newInputStream(jar)) {
      bundle.update(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BundleException e) {
      // Felix refuses to resolve while another thread does: the content is new, and starting it again is up to us.
      if (!isRunning || bundle.getState() == Bundle.ACTIVE) {
        throw new IllegalStateException(e);
      }
    }
    if (isRunning) {
      await().ignoreExceptionsInstanceOf(BundleException.class).until(() -> {
        bundle.start();
        return true;
      });
    }
  }

  /** Refreshes bundles, or all that wait for it if none is given, and waits for the framework to be done. */
  void refresh(Bundle... bundles) {
    var done = new CountDownLatch(1);
    Collection<Bundle> these = bundles.length == 0 ? null : List.of(bundles);
    wiring().refreshBundles(these, event -> {
      if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
        done.countDown();
      }
    });
    try {
      if (!done.await(10, SECONDS)) {
        throw new IllegalStateException("the framework did not refresh " + these);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Core 2.9.0 and the three fixes, as the launch configuration has them. */
  void restore() throws BundleException {
    Bundle core = find(CORE).isPresent() ? core() : install("compiler.core");
    if (!core.getVersion().toString().equals("2.9.0")) {
      updateCore("compiler.core");
    }
    for (KnownFix fix : KnownFix.values()) {
      Optional<Bundle> edition = find(fix.symbolicName()).filter(TestBundle::isEdition);
      if (edition.isPresent()) {
        edition.get().uninstall();
      }
      if (find(fix.symbolicName()).isEmpty()) {
        install(fix.folder());
      }
    }
    refresh();
    core.start();
    activate(Set.of(KnownFix.values()));
  }
}
