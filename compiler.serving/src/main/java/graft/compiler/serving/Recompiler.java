package graft.compiler.serving;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps handles up to date in a thread of its own: after each change of the services it looks at every handle and compiles the
 * stale ones again, one after another. Safe for any number of threads.
 */
final class Recompiler implements AutoCloseable {

  /** How long after a change it looks, in milliseconds: a bundle that is updated is then one change and not two. */
  private static final long SOON = 10;

  /** When it looks once more: the framework may tell the core of a change after it told us. */
  private static final long LATER = 500;

  private static final long IDLE_SECONDS = 5;

  private final Set<ModelHandle> handles = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, Recompiler::thread);
  private final AtomicLong changes = new AtomicLong();
  private final AtomicBoolean isSoonDue = new AtomicBoolean();
  private @Nullable Future<?> later;

  Recompiler() {
    worker.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    worker.allowCoreThreadTimeOut(true);
    worker.setRemoveOnCancelPolicy(true);
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Nothing of whoever causes a compile may stay with the thread: the class loader of a fix would. */
  private static Thread thread(Runnable work) {
    Thread thread =
        Thread.ofPlatform().name("graft-recompile").daemon().inheritInheritableThreadLocals(false).unstarted(work);
    thread.setContextClassLoader(Recompiler.class.getClassLoader());
    return thread;
  }

  /** Keeps a handle up to date until it is removed or forgotten. */
  void add(ModelHandle handle) {
    handles.add(handle);
    look(handle);
  }

  void remove(ModelHandle handle) {
    handles.remove(handle);
  }

  /** Whether there is a handle. */
  boolean isServing() {
    return !handles.isEmpty();
  }

  /** Services came, went or changed. */
  void changed() {
    changes.incrementAndGet();
    if (!isSoonDue.getAndSet(true)) {
      Future<?> _ = schedule(() -> {
        isSoonDue.set(false);
        lookAtAll();
      }, SOON);
    }
    synchronized (this) {
      if (later != null) {
        later.cancel(false);
      }
      later = schedule(this::lookAtAll, LATER);
    }
  }

  /** How often services changed so far. */
  long changes() {
    return changes.get();
  }

  /** Somebody found a handle stale. */
  void look(ModelHandle handle) {
    Future<?> _ = schedule(handle::refresh, 0);
  }

  private void lookAtAll() {
    List.copyOf(handles).forEach(ModelHandle::refresh);
  }

  private @Nullable Future<?> schedule(Runnable task, long delay) {
    try {
      return worker.schedule(task, delay, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // Closed: handles serve on as they are.
      return null;
    }
  }

  /** Ends it; a compile in progress is the last. */
  @Override
  public void close() {
    worker.shutdown();
  }
}
