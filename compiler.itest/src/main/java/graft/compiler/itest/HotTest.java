package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.runtime.Environment;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Fixes are installed, started, stopped, updated, uninstalled and refreshed while compiles run on other threads. Every compile is
 * entirely of one recipe, and none fails but for a defect whose fix was not there. {@code -Dgraft.seed} repeats the
 * operations of a run.
 */
class HotTest {

  private static final int RANDOM_OPERATIONS = 300;
  private static final int CORE_UPDATES = 10;
  private static final int CONFIGURATIONS = 21;

  private final House house = House.here();
  private final ScheduleReader reader = house.service(ScheduleReader.class);
  private final long seed =
      Optional.ofNullable(house.context().getProperty("graft.seed")).filter(given -> !given.isBlank())
          .map(Long::valueOf)
          .orElseGet(System::nanoTime);
  private final FixHistory history = new FixHistory(Set.of(KnownFix.values()), house.recipe());
  private long edition;

  @BeforeEach
  void print_the_seed() {
    System.getLogger("graft.compiler.itest").log(Level.INFO, "random operations: -Dgraft.seed={0}",
        Long.toString(seed));
  }

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @Test
  void random_operations_disturb_no_compile() throws BundleException, InterruptedException {
    var random = new Random(seed);
    Traffic traffic = traffic();
    for (int i = 0; i < RANDOM_OPERATIONS; i++) {
      perform(any(HotOperation.values(), random), any(KnownFix.values(), random));
    }
    traffic.end();
    assertThat(traffic.compiles()).as("compiles meanwhile").isGreaterThan(RANDOM_OPERATIONS / 10);
  }

  @ParameterizedTest
  @EnumSource(KnownFix.class)
  void all_orders_of_the_operations_disturb_no_compile(KnownFix fix) throws BundleException, InterruptedException {
    Traffic traffic = traffic();
    for (List<HotOperation> order : HotOperation.orders()) {
      for (HotOperation operation : order) {
        perform(operation, fix);
      }
      perform(HotOperation.INSTALL, fix);
      perform(HotOperation.START, fix);
    }
    traffic.end();
  }

  @Test
  void the_core_is_updated_and_comes_back() throws BundleException, InterruptedException {
    Traffic traffic = traffic();
    for (int i = 0; i < CORE_UPDATES; i++) {
      history.changingCore();
      house.updateCore("compiler.core-2.9.1");
      settle(Set.of());
      history.changingCore();
      if (i % 2 == 0) {
        house.refresh();
        settle(Set.of());
        history.changingCore();
      }
      house.updateCore("compiler.core");
      house.refresh();
      settle(Set.of(KnownFix.values()));
    }
    traffic.end();
  }

  @Test
  void configurations_change() throws IOException, InterruptedException {
    Traffic traffic = traffic();
    for (int i = 0; i < CONFIGURATIONS; i++) {
      history.changing(KnownFix.SCHEDULER);
      house.configureOperators(i % 5 == 0 ? new String[0] : new String[]{"graph::nobody_" + i});
      settle(Set.of(KnownFix.values()));
      int threads = 1 + i % 5;
      house.configure("graft.environment", threads == 1 ? Map.of() : Map.of("compile_threads", threads));
      House.await().until(() -> house.service(Environment.class).compileThreads() == threads);
    }
    traffic.end();
  }

  @ParameterizedTest
  @EnumSource(KnownFix.class)
  void an_uninstalled_fix_leaves_nothing_behind(KnownFix fix) throws BundleException, InterruptedException {
    Traffic traffic = traffic();
    WeakReference<ClassLoader> loader = House.loader(house.bundle(fix));
    long before = traffic.compiles();
    House.await().until(() -> traffic.compiles() > before + 10);

    perform(HotOperation.UNINSTALL, fix);
    house.refresh();
    House.awaitCollected(loader);
    traffic.end();
  }

  private static <T> T any(T[] values, Random random) {
    return List.of(values).get(random.nextInt(values.length));
  }

  private Traffic traffic() {
    List<Twins> graphs = Stream.of(
        "defect_memory_plan_reuse",
        "defect_signature_extra_input",
        "defect_should_partition_inplace",
        "llama31_8b_shape_split",
        "fuzz_00000",
        "fuzz_00026",
        "fuzz_00027",
        "fuzz_00099").map(name -> Twins.read(new StoredCase(name), reader)).toList();
    return Traffic.on(house, history, graphs, seed);
  }

  /** Does it, tells the traffic, and looks at once whether the next compile knows. */
  private void perform(HotOperation operation, KnownFix fix) throws BundleException {
    history.changing(fix);
    operation.on(fix, house, edition++);
    Set<KnownFix> there = Arrays.stream(KnownFix.values())
        .filter(one -> house.find(one.symbolicName()).filter(bundle -> bundle.getState() == Bundle.ACTIVE).isPresent())
        .collect(Collectors.toSet());
    Recipe recipe = house.recipe();
    assertThat(recipe.fixes()).as("after %s of %s", operation, fix).isEqualTo(KnownFix.titles(there));
    history.settled(there, recipe);
  }

  /** Fixes come back a little later than the core. */
  private void settle(Set<KnownFix> there) {
    history.settled(there, House.await().until(house::recipe, recipe -> recipe.fixes().equals(KnownFix.titles(there))));
  }
}
