package graft.compiler.jvm.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Works on a team are done once and whole, whoever comes, fails, waits or is gone. */
@Timeout(60)
final class WorkTeamTests {

  private static final int RUNS = 2_000;
  private static final int MOST_PARTS = 40;

  /** Does works of random numbers of parts, and counts what was done how often. */
  private static void doWorks(WorkTeam team, long seed) {
    var random = new Random(seed);
    for (int run = 0; run < RUNS; run++) {
      int parts = 1 + random.nextInt(MOST_PARTS);
      var done = new AtomicIntegerArray(parts);
      team.run(parts, done::incrementAndGet);
      for (int part = 0; part < parts; part++) {
        assertThat(done.get(part)).as("seed %d, run %d, part %d of %d", seed, run, part, parts).isOne();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "8, 4"})
  void each_part_is_done_once_before_the_run_returns(int threads, long seed) {
    try (var team = new WorkTeam(threads)) {
      assertThat(team.threads()).isEqualTo(threads);
      doWorks(team, seed);
    }
  }

  @Test
  void callers_at_the_same_time_do_not_wait_for_each_other() throws ExecutionException, InterruptedException {
    try (var team = new WorkTeam(3); ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> works = new ArrayList<>();
      for (long seed = 1; seed <= 4; seed++) {
        long own = seed;
        works.add(callers.submit(() -> doWorks(team, own)));
      }
      for (Future<?> work : works) {
        work.get();
      }
    }
  }

  @Test
  void a_part_may_run_a_work_itself() {
    try (var team = new WorkTeam(2)) {
      var done = new AtomicIntegerArray(12);
      team.run(3, outer -> team.run(4, inner -> done.incrementAndGet(4 * outer + inner)));
      assertThat(done).hasToString("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
    }
  }

  @Test
  void several_threads_take_parts() {
    try (var team = new WorkTeam(2)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      // A team works alone for a while where its threads come late, as they may.
      while (seen.size() < 2) {
        team.run(64, part -> seen.add(Thread.currentThread()));
      }
      assertThat(seen).contains(Thread.currentThread());
    }
  }

  @Test
  void who_was_waited_for_in_vain_is_not_waited_for_again_at_once() {
    try (var team = new WorkTeam(2)) {
      Thread caller = Thread.currentThread();
      Set<Thread> others = ConcurrentHashMap.newKeySet();
      long start = 0;
      while (others.isEmpty()) {
        start = System.nanoTime();
        team.run(2, part -> {
          var other = new CountDownLatch(1);
          if (!Thread.currentThread().equals(caller)) {
            others.add(Thread.currentThread());
            awaitInVain(other);
          } else {
            // The other one gets its chance to take a part.
            Thread.onSpinWait();
          }
        });
      }
      assertThat(System.nanoTime() - start).as("how long the caller waited").isGreaterThan(5_000_000);
      Set<Thread> next = ConcurrentHashMap.newKeySet();
      team.run(64, part -> next.add(Thread.currentThread()));
      assertThat(next).containsExactly(caller);
    }
  }

  private static void awaitInVain(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void a_failure_reaches_the_caller_and_the_team_goes_on(int threads) {
    try (var team = new WorkTeam(threads)) {
      for (int run = 0; run < 100; run++) {
        int broken = run % 5;
        assertThatThrownBy(() -> team.run(5, part -> {
          if (part == broken) {
            throw new IllegalStateException("part " + part);
          }
        })).isInstanceOf(IllegalStateException.class).hasMessage("part " + broken);
        assertThatThrownBy(() -> team.run(5, part -> {
          throw new AssertionError("all");
        })).isInstanceOf(AssertionError.class).hasMessage("all");
      }
      doWorks(team, threads);
    }
  }

  @Test
  void after_its_end_the_caller_works_alone() {
    var team = new WorkTeam(3);
    team.close();
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    team.run(64, part -> seen.add(Thread.currentThread()));
    assertThat(seen).containsExactly(Thread.currentThread());
  }
}
