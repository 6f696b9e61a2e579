package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import graft.compiler.api.stage.Fix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** A fix of 2.9.0 resolves where the runtime's version equals 2.9.0, and nowhere else. */
class GateTest {

  private final House house = House.here();

  @BeforeEach
  void no_runtime_is_there() throws BundleException {
    house.core().uninstall();
    house.refresh();
    for (KnownFix fix : KnownFix.values()) {
      assertThat(house.bundle(fix).getState()).as("state of %s", fix).isEqualTo(Bundle.INSTALLED);
    }
  }

  @AfterEach
  void restore() throws BundleException {
    house.find(TestBundle.RUNTIME).orElseThrow().uninstall();
    house.restore();
  }

  @ParameterizedTest
  @CsvSource({"2.9.0, ''", "2.9.0, cu128", "2.9.0, cpu"})
  void a_fix_becomes_active_on_the_release_it_repairs_whatever_the_local_build(String version, String local)
      throws BundleException {
    Bundle runtime = house.context().installBundle("test:runtime", TestBundle.runtime(version, local).jar());
    runtime.start();
    for (KnownFix fix : KnownFix.values()) {
      Bundle bundle = house.bundle(fix);
      bundle.start();
      assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
      assertThat(bundle.adapt(BundleWiring.class).getRequiredWires(Fix.RUNTIME_NAMESPACE)).singleElement()
          .returns(runtime, wire -> wire.getProvider().getBundle());
    }
    assertThat(new Shell(house).run("fixes").lines().filter(line -> !line.startsWith(" ")))
        .containsExactly("memoryplan  active", "partition  active", "scheduler  active");
  }

  @ParameterizedTest
  @CsvSource({
      "2.9.1, ''", "2.9.1, cu128", "2.10.0, ''", "2.8.0, ''", "2.9.0.rc1, ''", "2.9.0.dev20250901, ''",
      "2.9.0.dev20250901, cu128"})
  void a_fix_stays_unresolved_on_any_other_version(String version, String local) throws BundleException {
    house.context().installBundle("test:runtime", TestBundle.runtime(version, local).jar()).start();
    for (KnownFix fix : KnownFix.values()) {
      Bundle bundle = house.bundle(fix);
      assertThatThrownBy(bundle::start).asInstanceOf(type(BundleException.class))
          .returns(BundleException.RESOLVE_ERROR, BundleException::getType)
          .extracting(Throwable::getMessage).asString().contains(fix.symbolicName(), "graft.runtime", "version=2.9.0");
      assertThat(bundle.getState()).isEqualTo(Bundle.INSTALLED);
    }
    String runtime = local.isEmpty() ? version : version + "+" + local;
    String reason = "inactive: needs graft.runtime 2.9.0, this is " + runtime;
    assertThat(new Shell(house).run("fixes").lines().filter(line -> !line.startsWith(" ")))
        .containsExactly("memoryplan  " + reason, "partition  " + reason, "scheduler  " + reason);
  }
}
