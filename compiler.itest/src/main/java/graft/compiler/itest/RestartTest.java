package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A recipe is the same after a restart, of a bundle or of the framework: programs made before are as good as new. */
class RestartTest {

  private final House house = House.here();

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @Test
  void a_fix_may_restart() throws BundleException {
    String before = house.recipe().fingerprint();
    for (KnownFix fix : KnownFix.values()) {
      house.bundle(fix).stop();
      assertThat(house.recipe().fingerprint()).isNotEqualTo(before);
      house.bundle(fix).start();
      assertThat(house.recipe().fingerprint()).isEqualTo(before);
    }
  }

  @Test
  void the_core_may_restart() throws BundleException {
    String before = house.recipe().fingerprint();
    house.core().stop();
    house.core().start();
    assertThat(house.recipe().fingerprint()).isEqualTo(before);
  }

  @Test
  void the_framework_may_restart(@TempDir Path storage) throws Exception {
    String expected = house.recipe().toString();
    var framework = new OtherFramework(storage);
    framework.mustCompileBy(expected);
    framework.mustCompileBy(expected);
  }

  /** A framework with the same runtime, which keeps its bundles in a folder. Its classes are others than those of the tests. */
  private final class OtherFramework {

    private final Path storage;

    OtherFramework(Path storage) {
      this.storage = storage;
    }

    /** Starts it, waits for a recipe, and stops it. */
    void mustCompileBy(String expected) throws Exception {
      FrameworkFactory factory =
          ServiceLoader.load(FrameworkFactory.class, FrameworkFactory.class.getClassLoader()).findFirst().orElseThrow();
      Framework framework =
          factory.newFramework(
              Map.of(
                  Constants.FRAMEWORK_STORAGE,
                  storage.toString(),
                  "felix.service.urlhandlers",
                  "false",
                  "felix.cache.locking",
                  "false"));
      framework.start();
      try {
        BundleContext context = framework.getBundleContext();
        if (context.getBundles().length == 1) {
          install(context);
        }
        Object pipeline = House.await().until(() -> pipeline(context), Objects::nonNull);
        House.await().until(() -> recipe(context, pipeline), expected::equals);
      } finally {
        framework.stop();
        framework.waitForStop(10_000);
      }
    }

    private void install(BundleContext context) throws BundleException {
      for (Bundle bundle : house.context().getBundles()) {
        String name = bundle.getSymbolicName();
        if (name.matches(
            "graft[.](compiler[.](api|core)|patch[.].*)|org[.]apache[.]felix[.]scr|org[.]osgi[.](service|util)[.].*")) {
          context.installBundle(bundle.getLocation());
        }
      }
      for (Bundle bundle : context.getBundles()) {
        bundle.start();
      }
    }

    private static @Nullable Object pipeline(BundleContext context) {
      ServiceReference<?> reference = context.getServiceReference("graft.compiler.api.compile.Pipeline");
      return reference == null ? null : context.getService(reference);
    }

    private static String recipe(BundleContext context, Object pipeline) throws ReflectiveOperationException {
      Bundle api =
          Arrays.stream(context.getBundles()).filter(bundle -> bundle.getSymbolicName().equals("graft.compiler.api"))
              .findFirst().orElseThrow();
      Class<?> options = api.loadClass("graft.compiler.api.compile.CompileOptions");
      return api.loadClass("graft.compiler.api.compile.Pipeline").getMethod("recipe", options)
          .invoke(pipeline, options.getField("DEFAULT").get(null)).toString();
    }
  }
}
