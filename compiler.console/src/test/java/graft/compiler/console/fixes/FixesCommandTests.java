package graft.compiler.console.fixes;

import static graft.compiler.console.fixes.ManifestBundle.core;
import static graft.compiler.console.fixes.ManifestBundle.fix;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.console.CapturedTerminal;
import graft.compiler.console.Command;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;

/** In a framework of its own, where the core is bundle 1 and the fix bundle 2. */
class FixesCommandTests {

  private final CapturedTerminal terminal = new CapturedTerminal();
  private Framework framework;

  @BeforeEach
  void startFramework(@TempDir Path storage) throws BundleException {
    framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
  }

  @AfterEach
  void stopFramework() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Nested
  class Active {

    @BeforeEach
    void activate() throws Exception {
      install(core("2.9.0")).start();
      provideService(start(fix("memoryplan", "2.9.0")));
    }

    @Test
    void is_a_fix_that_provides_its_service() {
      assertThat(terminal.run(command())).isEqualTo(Command.DONE);
      assertThat(terminal.out()).isEqualTo("""
          memoryplan  active
            stage     memory-plan
            defect    a buffer is lost
            upstream  PR 1
            gate      graft.runtime 2.9.0, this is 2.9.0+cu128
            bundle    patch.memoryplan 1.0.0, number 2
          """);
    }

    @Test
    void is_told_in_one_line_of_JSON() {
      terminal.run(command(), "--json");
      assertThat(terminal.out()).isEqualTo("""
          {"name":"memoryplan","active":true,"reasons":[],"stage":"memory-plan","defect":"a buffer is lost",\
          "upstream":"PR 1","gate":"2.9.0","runtime":"2.9.0+cu128","bundle":"patch.memoryplan",\
          "version":"1.0.0","id":2}
          """);
    }

    @Test
    void fixes_stand_in_the_order_of_their_names() throws Exception {
      provideService(start(fix("alignment", "2.9.0")));
      terminal.run(command());
      assertThat(terminal.out().lines().filter(line -> !line.startsWith(" ")))
          .containsExactly("alignment  active", "memoryplan  active");
    }
  }

  @Nested
  class Inactive {

    @Test
    void for_another_runtime() throws Exception {
      install(core("2.9.1")).start();
      install(fix("memoryplan", "2.9.0"));
      assertThat(state()).isEqualTo("memoryplan  inactive: needs graft.runtime 2.9.0, this is 2.9.1+cu128");
    }

    @Test
    void for_a_release_where_this_is_a_pre_release() throws Exception {
      install(core("2.9.0.rc1")).start();
      install(fix("memoryplan", "2.9.0"));
      assertThat(state()).isEqualTo("memoryplan  inactive: needs graft.runtime 2.9.0, this is 2.9.0.rc1+cu128");
    }

    @Test
    void without_any_runtime() throws Exception {
      install(fix("memoryplan", "2.9.0"));
      assertThat(state()).isEqualTo("memoryplan  inactive: needs graft.runtime 2.9.0, this is none");
    }

    @Test
    void for_want_of_a_package() throws Exception {
      install(core("2.9.0")).start();
      install(fix("memoryplan", "2.9.0", Constants.IMPORT_PACKAGE, "there.is.none"));
      assertThat(state()).isEqualTo("memoryplan  inactive: "
          + "needs osgi.wiring.package (osgi.wiring.package=there.is.none), which nobody provides");
    }

    @Test
    void while_nobody_has_started_it() throws Exception {
      install(core("2.9.0")).start();
      install(fix("memoryplan", "2.9.0"));
      assertThat(state()).isEqualTo("memoryplan  inactive: not started (start 2)");
    }

    @Test
    void after_it_was_stopped() throws Exception {
      install(core("2.9.0")).start();
      start(fix("memoryplan", "2.9.0")).stop();
      assertThat(state()).isEqualTo("memoryplan  inactive: not started (start 2)");
    }

    @Test
    void while_it_is_wired_to_the_core_before_the_update() throws Exception {
      Bundle core = install(core("2.9.0"));
      core.start();
      provideService(start(fix("memoryplan", "2.9.0")));
      core.update(core("2.9.1"));
      assertThat(state()).isEqualTo("memoryplan  inactive: "
          + "still wired to the previous core, 2.9.0+cu128, this is 2.9.1+cu128 (refresh 1)");
    }

    @Test
    void while_its_core_is_stopped() throws Exception {
      Bundle core = install(core("2.9.0"));
      core.start();
      provideService(start(fix("memoryplan", "2.9.0")));
      core.stop();
      assertThat(state()).isEqualTo("memoryplan  inactive: its runtime core is not started");
    }

    @Test
    void while_its_component_lacks_something() throws Exception {
      install(core("2.9.0")).start();
      start(fix("memoryplan", "2.9.0"));
      assertThat(state()).isEqualTo("memoryplan  inactive: needs some.Service, which nobody provides");
    }

    @Test
    void while_its_component_is_disabled() throws Exception {
      install(core("2.9.0")).start();
      start(fix("memoryplan", "2.9.0"));
      assertThat(state(new FakeComponents("memoryplan", false)))
          .isEqualTo("memoryplan  inactive: component is disabled");
    }

    @Test
    void if_it_has_no_component() throws Exception {
      install(core("2.9.0")).start();
      start(fix("memoryplan", "2.9.0"));
      assertThat(state(new FakeComponents("another", true)))
          .isEqualTo("memoryplan  inactive: started, but provides no service");
    }
  }

  @Test
  void without_fixes_it_says_how_to_get_one() throws Exception {
    install(core("2.9.1")).start();
    assertThat(terminal.run(command())).isEqualTo(Command.DONE);
    assertThat(terminal.out()).isEqualTo(
        "no fix is installed on runtime 2.9.1+cu128; start file:PATH installs and starts one\n");
  }

  private String state() {
    return state(new FakeComponents("memoryplan", true));
  }

  private String state(FakeComponents components) {
    terminal.run(new FixesCommand(framework.getBundleContext(), components));
    return terminal.out().lines().findFirst().orElse("");
  }

  private Command command() {
    return new FixesCommand(framework.getBundleContext(), new FakeComponents("memoryplan", true));
  }

  private Bundle install(InputStream jar) throws BundleException {
    return framework.getBundleContext().installBundle("bundle:" + framework.getBundleContext().getBundles().length,
        jar);
  }

  private Bundle start(InputStream jar) throws BundleException {
    Bundle bundle = install(jar);
    bundle.start();
    return bundle;
  }

  /** What the fix's component would do. */
  private static void provideService(Bundle fix) {
    var properties = Map.of("graft.fix.name", fix.getSymbolicName().substring("patch.".length()));
    fix.getBundleContext().registerService(Object.class, new Object(), FrameworkUtil.asDictionary(properties));
  }
}
