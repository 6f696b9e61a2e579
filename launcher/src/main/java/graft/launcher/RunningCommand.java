package graft.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command on its thread, which is interrupted before the framework that it uses is taken away from it. */
final class RunningCommand {

  /** Whoever pressed a key waits for it. */
  private static final long PATIENCE_MILLIS = 300;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private volatile boolean isInterrupted;

  /**
   * Runs the command on the calling thread, for its exit status; not at all if it was interrupted before. What it throws once
   * it was interrupted is nobody's concern.
   */
  int run(Command command) throws InterruptedException {
    thread = Thread.currentThread();
    try {
      return isInterrupted ? 1 : command.run();
    } catch (InterruptedException | RuntimeException | Error e) {
      if (isInterrupted) {
        return 1;
      }
      throw e;
    } finally {
      ended.countDown();
    }
  }

  /** Interrupts the command where it still runs, and waits a moment for its end. */
  void interrupt() {
    isInterrupted = true;
    Thread running = thread;
    if (running == null || ended.getCount() == 0) {
      return;
    }
    running.interrupt();
    try {
      boolean _ = ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What runs. */
  @FunctionalInterface
  interface Command {

    /** Runs it, for its exit status. */
    int run() throws InterruptedException;
  }
}
