package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.stage.MemoryPlanner;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.test.common.annotation.InjectBundleContext;

/** The fixes resolve where the runtime is the release they repair, and nowhere else; nothing is restarted but them. */
class VersionGateTest {

  private BundleContext context;

  @BeforeEach
  void use(@InjectBundleContext BundleContext context) {
    this.context = context;
  }

  @AfterEach
  void bring_the_core_back() throws Exception {
    try (InputStream core = Files.newInputStream(TestBundles.built(context, "compiler.core"))) {
      updateCore(core);
    }
    awaitActive(fixes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8.0", "2.9.0.rc1", "2.9.0.dev20250901", "2.9.1", "2.10.0"})
  void another_version_leaves_the_fixes_unresolved(String version) throws Exception {
    updateCore(TestBundles.core(version, ""));
    assertThat(fixes()).extracting(Bundle::getState).containsOnly(Bundle.INSTALLED);
  }

  @Test
  void the_next_runtime_leaves_them_unresolved_and_serves_in_their_place() throws Exception {
    try (InputStream core = Files.newInputStream(TestBundles.built(context, "compiler.core-2.9.1"))) {
      updateCore(core);
    }
    assertThat(fixes()).extracting(Bundle::getState).containsOnly(Bundle.INSTALLED);
    assertThat(context.getServiceReferences(MemoryPlanner.class, "(graft.fix.name=memoryplan)")).hasSize(1);
  }

  @Test
  void the_local_build_does_not_matter() throws Exception {
    updateCore(TestBundles.core("2.9.0", "cu128"));
    assertThat(fixes()).extracting(Bundle::getState).containsOnly(Bundle.ACTIVE);
  }

  private List<Bundle> fixes() {
    return Stream.of(context.getBundles()).filter(bundle -> bundle.getSymbolicName().startsWith("graft.patch."))
        .toList();
  }

  private void updateCore(InputStream content) throws Exception {
    Bundle core =
        Stream.of(context.getBundles()).filter(bundle -> bundle.getSymbolicName().equals("graft.compiler.core"))
            .findFirst().orElseThrow();
    core.update(content);
    var refreshed = new CountDownLatch(1);
    context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(core), event -> {
      if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
        refreshed.countDown();
      }
    });
    assertThat(refreshed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /** OSGi starts no bundle that has become resolvable; the core does, when it is there again. */
  private void awaitActive(List<Bundle> bundles) throws InterruptedException {
    var changes = new Semaphore(0);
    BundleListener listener = (BundleEvent event) -> changes.release();
    context.addBundleListener(listener);
    try {
      while (bundles.stream().anyMatch(bundle -> bundle.getState() != Bundle.ACTIVE)) {
        assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).as("Fixes started again: %s", bundles).isTrue();
      }
    } finally {
      context.removeBundleListener(listener);
    }
  }
}
