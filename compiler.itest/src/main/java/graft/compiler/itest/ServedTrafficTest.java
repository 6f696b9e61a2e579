package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Session;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.api.tensor.TensorComparison;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Models are served on many threads while fixes, kernels, the core and the backend come and go: no run fails, no number is wrong,
 * and a session keeps its state. {@code -Dgraft.seed} repeats the operations of a run.
 */
class ServedTrafficTest {

  private static final int OPERATIONS = 60;
  private static final int STEPS = 12;
  private static final int FAILURES_SHOWN = 3;

  private static final StoredModel SPLIT =
      new StoredModel("defects/defect_should_partition_inplace", List.of("graph::inplace_scale"));
  private static final StoredModel MLP = new StoredModel("zoo/mlp", List.of());
  private static final StoredModel DECODER = new StoredModel("zoo/kv_cache_step", List.of());

  private final House house = House.here();
  private final long seed =
      Optional.ofNullable(house.context().getProperty("graft.seed")).filter(given -> !given.isBlank())
          .map(Long::valueOf).orElseGet(System::nanoTime);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean open = true;

  @BeforeEach
  void print_the_seed() {
    System.getLogger("graft.compiler.itest").log(Level.INFO, "operations while models are served: -Dgraft.seed={0}",
        Long.toString(seed));
  }

  @AfterEach
  void restore() throws BundleException {
    house.restore();
  }

  @Test
  void nothing_that_comes_and_goes_disturbs_a_run() throws BundleException, InterruptedException {
    var random = new Random(seed);
    try (CompiledModel split = SPLIT.compile(house);
        CompiledModel mlp = MLP.compile(house);
        CompiledModel decoder = DECODER.compile(house)) {
      List<Tensor> decoded = decode(decoder);
      flow(() -> check(SPLIT, split));
      flow(() -> check(MLP, mlp));
      for (int i = 0; i < 2; i++) {
        flow(() -> assertThat(decode(decoder)).zipSatisfy(decoded,
            (step, expected) -> assertThat(TensorComparison.of(expected, step).agrees()).isTrue()));
      }
      for (int i = 0; i < OPERATIONS; i++) {
        perform(random, i);
        awaitRuns();
      }
      house.restore();
      // Whatever came and went before, an edition that stays is another recipe.
      HotOperation.UPDATE.on(KnownFix.PARTITION, house, OPERATIONS);
      for (CompiledModel model : List.of(split, mlp, decoder)) {
        House.await().until(() -> model.history().size() > 1 && model.staleness().isEmpty());
      }
      end();
    }
  }

  private void perform(Random random, int number) throws BundleException {
    KnownFix fix = any(KnownFix.values(), random);
    switch (random.nextInt(5)) {
      case 0 -> renew("kernel.sample");
      case 1 -> renew("compiler.jvm");
      case 2 -> {
        house.updateCore("compiler.core-2.9.1");
        house.refresh();
        awaitRuns();
        house.updateCore("compiler.core");
        house.refresh();
      }
      default -> any(HotOperation.values(), random).on(fix, house, number);
    }
  }

  private static <T> T any(T[] values, Random random) {
    return List.of(values).get(random.nextInt(values.length));
  }

  /** Takes a bundle away for good and brings it again. */
  private void renew(String folder) throws BundleException {
    Bundle bundle = house.find("graft." + folder).orElseThrow();
    bundle.uninstall();
    house.refresh();
    try {
      awaitRuns();
    } finally {
      house.install(folder).start();
    }
  }

  /** Waits until as many runs ended as there are threads. */
  private void awaitRuns() {
    int before = runs.get();
    House.await().until(() -> runs.get() >= before + threads.size());
  }

  private void check(StoredModel model, CompiledModel compiled) {
    assertThat(model.check(compiled, house).values()).isNotEmpty().allMatch(TensorComparison::agrees);
  }

  /** What a decoding loop gives, step by step. */
  private static List<Tensor> decode(CompiledModel model) {
    var steps = new ArrayList<Tensor>();
    try (Session session = model.session()) {
      for (int at = 0; at < STEPS; at++) {
        Tensor x = Tensor.allocate(Arena.ofAuto(), DataType.FLOAT32, 1, 64);
        for (int i = 0; i < 64; i++) {
          x.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.sin(1 + i * (at + 1)));
        }
        Tensor place = Tensor.allocate(Arena.ofAuto(), DataType.INT64, 1);
        place.data().set(ValueLayout.JAVA_LONG, 0, at);
        steps.add(Objects.requireNonNull(session.run(Map.of("x", x, "at", place)).get("output_0")));
      }
    }
    return steps;
  }

  private void flow(Runnable traffic) {
    threads.add(Thread.ofPlatform().daemon().start(() -> {
      while (open) {
        try {
          traffic.run();
        } catch (Throwable e) {
          failures.add(e);
        }
        runs.incrementAndGet();
      }
    }));
  }

  private void end() throws InterruptedException {
    open = false;
    for (Thread thread : threads) {
      thread.join(10_000);
    }
    assertThat(failures.stream().limit(FAILURES_SHOWN)).as("wrong ones of %d runs", runs.get()).isEmpty();
    assertThat(threads).noneMatch(Thread::isAlive);
  }
}
