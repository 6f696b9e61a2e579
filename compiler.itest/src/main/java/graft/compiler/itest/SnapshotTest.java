package graft.compiler.itest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.Recipe;
import graft.compiler.api.plan.Plan;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.api.stage.PartitionRule;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.test.common.annotation.InjectBundleContext;
import org.osgi.test.common.annotation.InjectService;

/** A compile uses what it found when it started, to its end; where that cannot be, it starts again and is no failure. */
class SnapshotTest {

  private static final String RULE = "graft.test.rule";

  private final House house = House.here();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  private Twins graph;
  private Bundle bundle;

  @BeforeEach
  void install_a_bundle_with_a_rule(@InjectBundleContext BundleContext context, @InjectService ScheduleReader reader)
      throws BundleException {
    graph = Twins.read(new StoredCase("llama_tiny_split"), reader);
    bundle = context.installBundle("test:rule", new TestBundle(RULE).with(GatedRule.class, GatedRule.Behind.class)
        .header(Constants.IMPORT_PACKAGE, "graft.compiler.api.stage").jar());
    bundle.start();
  }

  @AfterEach
  void restore() throws BundleException {
    opened.countDown();
    house.restore();
  }

  @Test
  void a_compile_ends_with_the_rule_it_started_with() throws Exception {
    register(this::gate, "gated");
    CompletableFuture<Plan> compile = compile();
    bundle.stop();
    opened.countDown();

    assertThat(compile.get(10, SECONDS).recipe().steps()).extracting(Recipe.Step::bundle).contains(RULE);
    assertNextIsWithoutIt();
  }

  @Test
  void a_compile_that_cannot_load_a_class_any_more_starts_again() throws Exception {
    register(this::gate, "gated");
    CompletableFuture<Plan> compile = compile();
    bundle.uninstall();
    house.refresh();
    opened.countDown();

    assertIsWithoutIt(compile.get(10, SECONDS));
  }

  @Test
  void a_compile_whose_bundle_goes_while_it_is_being_described_starts_again() throws Exception {
    register(() -> {}, new Object() {
      @Override
      public String toString() {
        gate();
        return "gated";
      }
    });
    CompletableFuture<Plan> compile = compile();
    bundle.uninstall();
    opened.countDown();

    assertIsWithoutIt(compile.get(10, SECONDS));
  }

  @Test
  void a_recipe_tells_the_content_that_was_used_although_the_bundle_is_being_updated() throws Exception {
    register(() -> {}, new Object() {
      @Override
      public String toString() {
        gate();
        return "gated";
      }
    });
    CompletableFuture<Plan> compile = compile();
    bundle.update(new TestBundle(RULE).edition(2).jar());
    opened.countDown();

    assertIsWithoutIt(compile.get(10, SECONDS));
  }

  private void register(Runnable gate, Object componentName) throws ReflectiveOperationException {
    var rule = (PartitionRule) bundle.loadClass(GatedRule.class.getName()).getConstructor(Runnable.class)
        .newInstance(gate);
    bundle.getBundleContext().registerService(
        PartitionRule.class,
        rule,
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 200, "component.name", componentName)));
  }

  /** Compiles on another thread, and returns when it waits at the gate. */
  private CompletableFuture<Plan> compile() throws InterruptedException {
    CompletableFuture<Plan> compile = CompletableFuture.supplyAsync(() -> house.pipeline().verified(graph.request()));
    assertThat(reached.await(10, SECONDS)).isTrue();
    return compile;
  }

  private void gate() {
    reached.countDown();
    try {
      if (!opened.await(10, SECONDS)) {
        throw new AssertionError("nobody opened the gate");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertNextIsWithoutIt() {
    assertIsWithoutIt(house.pipeline().verified(graph.request()));
  }

  private void assertIsWithoutIt(Plan plan) {
    assertThat(plan.recipe().steps()).extracting(Recipe.Step::bundle).doesNotContain(RULE);
    StoredResult.of(plan).mustBe(graph.fixed(), graph.name());
  }
}
