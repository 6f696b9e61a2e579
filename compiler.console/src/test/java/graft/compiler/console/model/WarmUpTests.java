package graft.compiler.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Each run takes 10 ms by the clock. */
class WarmUpTests {

  private static final long RUN_NANOS = 10_000_000;

  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong compiledMillis = new AtomicLong();

  private long warmUp(long most, long busyRuns) {
    return new WarmUp(() -> {
      if (runs.incrementAndGet() <= busyRuns) {
        compiledMillis.addAndGet(5);
      }
    }, compiledMillis::get, () -> runs.get() * RUN_NANOS).run(most);
  }

  @Test
  void it_ends_two_seconds_after_the_compilers() {
    assertThat(warmUp(Long.MAX_VALUE, 150)).isEqualTo(3_500_000_000L);
    assertThat(runs).hasValue(350);
  }

  @Test
  void compilers_that_never_end_are_not_waited_for() {
    assertThat(warmUp(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(30_000_000_000L);
  }

  @Test
  void it_runs_no_more_often_than_it_may() {
    assertThat(warmUp(70, 0)).isEqualTo(70 * RUN_NANOS);
    assertThat(runs).hasValue(70);
  }
}
