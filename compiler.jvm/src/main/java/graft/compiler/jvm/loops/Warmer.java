package graft.compiler.jvm.loops;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings kernels to compute vectors, a few at a time, in one thread, which ends when nothing is left to do. Those come first that
 * have taken most time so far; who is no longer used is left out.
 */
final class Warmer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Warmer.class.getName());

  /** How long the thread waits for more to do. */
  private static final long PATIENCE_MILLIS = 500;

  private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MOST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  /** While the JVM compiles one kernel, others are called; each takes memory. */
  private static final int AT_A_TIME = 4;

  /** The same, with those that only wait for the JVM's compiler. */
  private static final int MOST_AT_A_TIME = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Task> tasks = new ArrayList<>();
  private boolean isRunning;
  private boolean isClosed;

  private record Task(WeakReference<AdaptiveKernel> kernel, Sample sample) {}

  /** Asks for a kernel. */
  void add(AdaptiveKernel kernel, Sample sample) {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      tasks.add(new Task(new WeakReference<>(kernel), sample));
      changed.signal();
      if (!isRunning) {
        isRunning = true;
        Thread.ofPlatform().daemon().priority(Thread.MIN_PRIORITY).name("graft-warmer").start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes on no more; the thread ends soon. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      tasks.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    List<Warmup> active = new ArrayList<>();
    try {
      while (fill(active)) {
        long start = System.nanoTime();
        boolean isWaiting = true;
        for (Warmup warmup : List.copyOf(active)) {
          isWaiting &= warmup.isWaiting();
          if (isDecided(warmup)) {
            active.remove(warmup);
            warmup.close();
          }
        }
        if (isWaiting) {
          // The JVM's compiler gets most of the processor.
          TimeUnit.NANOSECONDS.sleep(Math.clamp(4 * (System.nanoTime() - start), LEAST_PAUSE, MOST_PAUSE));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      active.forEach(Warmup::close);
    }
  }

  /** Zeros may be no input of a kernel, or it reaches beyond what of its memory was made anew: then it stays as it is. */
  private static boolean isDecided(Warmup warmup) {
    try {
      return warmup.step();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a kernel computes single values", e);
      warmup.giveUp();
      return true;
    }
  }

  /** Takes on as many as can be; false, and the thread is to end, if there are none. */
  private boolean fill(List<Warmup> active) throws InterruptedException {
    while (active.size() < MOST_AT_A_TIME
        && active.stream().filter(warmup -> !warmup.isWaiting()).count() < AT_A_TIME) {
      Task task = next(active.isEmpty());
      if (task == null) {
        return !active.isEmpty();
      }
      AdaptiveKernel kernel = task.kernel().get();
      LoopKernel vectors = kernel == null ? null : kernel.vectors();
      if (kernel != null && vectors != null) {
        active.add(new Warmup(kernel, vectors, task.sample()));
      } else if (kernel != null) {
        kernel.settle(kernel.current());
      }
    }
    return true;
  }

  /** The task whose kernel has taken most time; null if none comes. */
  private @Nullable Task next(boolean isIdle) throws InterruptedException {
    lock.lock();
    try {
      long left = isIdle ? TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS) : 0;
      while (tasks.isEmpty() && !isClosed && left > 0) {
        left = changed.awaitNanos(left);
      }
      tasks.removeIf(task -> task.kernel().refersTo(null));
      if (tasks.isEmpty()) {
        isRunning = !isIdle;
        return null;
      }
      Task largest = tasks.getFirst();
      for (Task task : tasks) {
        if (nanos(task) > nanos(largest)) {
          largest = task;
        }
      }
      tasks.remove(largest);
      return largest;
    } finally {
      lock.unlock();
    }
  }

  private static long nanos(Task task) {
    AdaptiveKernel kernel = task.kernel().get();
    return kernel == null ? 0 : kernel.nanos();
  }
}
