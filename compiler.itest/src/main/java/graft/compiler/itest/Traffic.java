package graft.compiler.itest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.compile.DefectException;
import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.plan.Plan;
import graft.compiler.itest.FixHistory.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Compiles on other threads while fixes come and go, each judged by all that was so between its start and its end. */
final class Traffic {

  private static final int THREADS = 2;
  private static final int FAILURES_SHOWN = 3;

  private final House house;
  private final FixHistory history;
  private final List<Twins> graphs;
  private final Map<Set<KnownFix>, Map<Twins, StoredResult>> expected = new HashMap<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong compiles = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean open = true;

  private Traffic(House house, FixHistory history, List<Twins> graphs) {
    this.house = house;
    this.history = history;
    this.graphs = graphs;
    for (Set<KnownFix> fixes : KnownFix.subsets()) {
      expected.put(
          fixes,
          graphs.stream()
              .collect(Collectors.toMap(one -> one, one -> ExpectedResult.of(one.stored(), one.fixed(), fixes))));
    }
  }

  /** Lets it flow. */
  static Traffic on(House house, FixHistory history, List<Twins> graphs, long seed) {
    var traffic = new Traffic(house, history, graphs);
    for (int i = 0; i < THREADS; i++) {
      var random = new Random(seed + i);
      traffic.threads.add(Thread.ofPlatform().name("traffic-" + i).daemon().start(() -> traffic.flow(random)));
    }
    return traffic;
  }

  /** How many compiles there were. */
  long compiles() {
    return compiles.get();
  }

  /** Ends it. No compile may have been wrong. */
  void end() throws InterruptedException {
    open = false;
    for (Thread thread : threads) {
      thread.join(10_000);
    }
    assertThat(failures.stream().limit(FAILURES_SHOWN)).as("wrong ones of %d compiles", compiles.get()).isEmpty();
    assertThat(threads).noneMatch(Thread::isAlive);
  }

  private void flow(Random random) {
    while (open) {
      Twins graph = graphs.get(random.nextInt(graphs.size()));
      try {
        compile(graph, random.nextBoolean());
      } catch (Throwable e) {
        failures.add(new AssertionError("compiling " + graph.name(), e));
      }
      compiles.incrementAndGet();
    }
  }

  private void compile(Twins graph, boolean verified) {
    Pipeline pipeline = house.pipeline();
    int start = history.now();
    try {
      Plan plan = verified ? pipeline.verified(graph.request()) : pipeline.plan(graph.request());
      judge(plan, graph, history.since(start));
    } catch (DefectException e) {
      Span meanwhile = history.since(start);
      assertThat(KnownFix.values()).as("the fix of: " + e.getMessage())
          .filteredOn(fix -> fix.symbolicName().equals(e.repairedBy())).singleElement()
          .matches(fix -> !meanwhile.isSurelyThere(fix), "was not there all the time")
          .matches(fix -> fix == KnownFix.SCHEDULER ? graph.dies() : verified, "bites in this compile");
    } catch (CompileException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(Pipeline.STOPPED);
      assertThat(history.since(start).hasCoreChanged()).as("the core was changing: " + e.getMessage()).isTrue();
    }
  }

  private void judge(Plan plan, Twins graph, Span meanwhile) {
    Set<KnownFix> named = plan.recipe().fixes().stream().map(KnownFix::named).collect(Collectors.toSet());
    assertThat(named).noneMatch(meanwhile::isSurelyGone);
    assertThat(KnownFix.values()).filteredOn(meanwhile::isSurelyThere).isSubsetOf(named);
    meanwhile.steps().ifPresent(steps -> assertThat(plan.recipe().steps()).isEqualTo(steps));
    Set<KnownFix> merged = plan.recipe().runtime().equals("2.9.0") ? named : Set.of(KnownFix.values());
    assertThat(graph.dies() && !merged.contains(KnownFix.SCHEDULER)).as("a defect that did not show").isFalse();
    StoredResult result = Objects.requireNonNull(expected.getOrDefault(merged, Map.of()).get(graph));
    StoredResult.of(plan).mustBe(result, graph.name() + " with " + plan.recipe().fixes());
  }
}
