package graft.compiler.console.model;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Runs something until it is as fast as it becomes: the JVM compiles what runs often, and kernels turn to vectors once these are
 * compiled. It is over when the JVM has hardly compiled anything for two seconds.
 */
final class WarmUp {

  private static final long WINDOW_NANOS = 500_000_000;
  private static final int QUIET_WINDOWS = 4;

  /** Of a window, spent by the JVM's compilers. */
  private static final long QUIET_MILLIS = 25;

  private static final long MOST_NANOS = 30_000_000_000L;

  private final Runnable run;
  private final LongSupplier compilers;
  private final LongSupplier clock;

  /** Of what is to run. */
  WarmUp(Runnable run) {
    this(run, compilers(), System::nanoTime);
  }

  /**
   * Of what is to run.
   *
   * @param compilers milliseconds that compilers have taken
   * @param clock nanoseconds
   */
  WarmUp(Runnable run, LongSupplier compilers, LongSupplier clock) {
    this.run = run;
    this.compilers = compilers;
    this.clock = clock;
  }

  private static LongSupplier compilers() {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    return compilers == null || !compilers.isCompilationTimeMonitoringSupported()
        ? () -> 0
        : compilers::getTotalCompilationTime;
  }

  /**
   * Runs it, half a minute at most.
   *
   * @param most how often at most
   * @return nanoseconds that it took
   */
  long run(long most) {
    long start = clock.getAsLong();
    long now = start;
    long left = most;
    int quiet = 0;
    while (left > 0 && quiet < QUIET_WINDOWS && now - start < MOST_NANOS) {
      long window = now;
      long compiled = compilers.getAsLong();
      while (left > 0 && now - window < WINDOW_NANOS) {
        run.run();
        left--;
        now = clock.getAsLong();
      }
      quiet = compilers.getAsLong() - compiled <= QUIET_MILLIS ? quiet + 1 : 0;
    }
    return now - start;
  }
}
