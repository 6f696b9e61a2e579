package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaProblem;
import graft.compiler.console.Terminal;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows how far one file is, several times a second, where somebody watches: elapsed time, best height, bound, file. */
final class PackProgress implements ArenaProblem.Watcher, AutoCloseable {

  private static final long EVERY_MILLIS = 200;

  private final Terminal terminal;
  private final String doing;
  private final String file;
  private final long start = System.nanoTime();
  private final @Nullable ScheduledExecutorService clock;
  private volatile String best = "";

  /** Shows that {@code doing} is done with {@code file} until it is closed. */
  PackProgress(Terminal terminal, String doing, String file) {
    this.terminal = terminal;
    this.doing = doing;
    this.file = file;
    terminal.progress(text(0));
    clock = terminal.interactive()
        ? Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("graft-pack-progress").daemon().factory())
        : null;
    if (clock != null) {
      var _ = clock.scheduleAtFixedRate(() -> terminal.progress(text(System.nanoTime() - start)), EVERY_MILLIS,
          EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void found(long height, long lowerBound) {
    best = ", height " + height + ", bound " + lowerBound;
  }

  /** What is shown after that time. A path may be long: it comes last, where the line is cut. */
  String text(long nanos) {
    return doing + String.format(Locale.ROOT, ", %.1f s", nanos / 1e9) + best + ": " + file;
  }

  /** Takes it away. */
  @Override
  public void close() {
    if (clock != null) {
      clock.close();
    }
    terminal.clearProgress();
  }
}
