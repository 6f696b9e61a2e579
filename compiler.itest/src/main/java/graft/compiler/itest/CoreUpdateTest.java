package graft.compiler.itest;

import static graft.compiler.itest.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.stage.Fix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.test.common.annotation.InjectService;

/** The core is updated in the running framework: to 2.9.1, which has the fixes merged, and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoreUpdateTest {

  private static final String NEXT = "compiler.core-2.9.1";

  private final House house = House.here();

  private List<Twins> all = List.of();

  @BeforeAll
  void read(@InjectService ScheduleReader reader) {
    all = Twins.all(reader);
  }

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @Test
  void no_compile_mixes_versions_between_update_and_refresh() throws BundleException {
    house.updateCore(NEXT);

    for (KnownFix fix : KnownFix.values()) {
      assertThat(house.bundle(fix).getState()).as("%s, wired to the old core", fix).isEqualTo(Bundle.ACTIVE);
      assertThat(house.bundle(fix).adapt(BundleWiring.class).getRequiredWires(Fix.RUNTIME_NAMESPACE))
          .singleElement()
          .matches(wire -> !wire.getProvider().equals(house.core().adapt(BundleWiring.class).getRevision()));
    }
    everything_compiles_as_with_all_fixes();
    assertThat(house.recipe()).returns("2.9.1", Recipe::runtime).returns(List.of(), Recipe::fixes);
    assertThat(house.recipe().steps()).extracting(Recipe.Step::bundle).containsOnly(House.CORE);
  }

  @Test
  void a_refresh_concerns_the_core_and_its_fixes_and_nobody_else() throws BundleException {
    house.updateCore(NEXT);

    assertThat(house.wiring().getRemovalPendingBundles()).containsExactly(house.core());
    assertThat(house.wiring().getDependencyClosure(List.of(house.core()))).extracting(Bundle::getSymbolicName)
        .containsExactlyInAnyOrder(
            House.CORE, "graft.patch.scheduler", "graft.patch.partition", "graft.patch.memoryplan");
  }

  @Test
  void the_next_runtime_retires_the_fixes_and_compiles_the_same_graphs() throws BundleException {
    house.updateCore(NEXT);
    house.refresh();

    for (KnownFix fix : KnownFix.values()) {
      assertThat(house.bundle(fix).getState()).as("state of %s", fix).isEqualTo(Bundle.INSTALLED);
    }
    everything_compiles_as_with_all_fixes();
    assertThat(house.recipe()).returns("2.9.1", Recipe::runtime).returns(List.of(), Recipe::fixes);
  }

  @Test
  void going_back_brings_the_fixes_back() throws BundleException {
    Recipe before = house.recipe();
    house.updateCore(NEXT);
    house.refresh();
    house.updateCore("compiler.core");
    house.refresh();

    await().until(() -> house.recipe().fixes(), KnownFix.titles(Set.of(KnownFix.values()))::equals);
    everything_compiles_as_with_all_fixes();
    assertThat(house.recipe()).isEqualTo(before);
  }

  @Test
  void a_fix_that_comes_while_the_next_runtime_is_there_becomes_active_on_the_way_back() throws BundleException {
    house.uninstall(KnownFix.PARTITION);
    house.updateCore(NEXT);
    house.refresh();
    Bundle late = house.install(KnownFix.PARTITION.folder());
    assertThatThrownBy(late::start).isInstanceOf(BundleException.class);
    assertThat(late.getState()).isEqualTo(Bundle.INSTALLED);

    house.updateCore("compiler.core");
    house.refresh();
    await().until(() -> house.recipe().fixes(), KnownFix.titles(Set.of(KnownFix.values()))::equals);
    assertThat(late.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void a_fix_that_somebody_stopped_stays_stopped_on_the_way_back() throws BundleException {
    house.bundle(KnownFix.MEMORYPLAN).stop();
    house.updateCore(NEXT);
    house.refresh();
    house.updateCore("compiler.core");
    house.refresh();

    await().until(() -> house.recipe().fixes(), List.of("scheduler", "partition")::equals);
    assertThat(house.bundle(KnownFix.MEMORYPLAN).getState()).isIn(Bundle.INSTALLED, Bundle.RESOLVED);
  }

  private void everything_compiles_as_with_all_fixes() {
    for (Twins one : all) {
      StoredResult.of(house.pipeline().verified(one.request())).mustBe(one.fixed(), one.name());
    }
  }
}
