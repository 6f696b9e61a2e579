package graft.compiler.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does work on threads of its own, whose stacks are as deep as a search. */
final class Workers {

  private static final long STACK = 1L << 28;

  private final AtomicBoolean isInterrupted = new AtomicBoolean();

  /** Whether the thread that waits for the work was interrupted: the work shall end then. */
  boolean isInterrupted() {
    return isInterrupted.get();
  }

  /** Lets each of so many threads do {@code work}, and waits for them; the caller stays interrupted if it was meanwhile. */
  void run(int threads, Runnable work) {
    var failure = new AtomicReference<@Nullable Throwable>();
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      started.add(Thread.ofPlatform()
          .name("graft-pack-" + i)
          .daemon()
          .stackSize(STACK)
          .uncaughtExceptionHandler((_, thrown) -> failure.set(thrown))
          .start(work));
    }
    for (Thread thread : started) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          isInterrupted.set(true);
        }
      }
    }
    if (isInterrupted.get()) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a search failed", thrown);
    }
  }
}
