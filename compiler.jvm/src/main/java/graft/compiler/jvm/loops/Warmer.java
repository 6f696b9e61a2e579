package graft.compiler.jvm.loops;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls kernels that compute vectors until the JVM has compiled them, in one thread, which ends when nothing is left to do. Those
 * kernels come first that have taken most time so far; who is no longer used is left out.
 */
final class Warmer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Warmer.class.getName());

  /** How long the thread waits for more to do. */
  private static final long PATIENCE_MILLIS = 500;

  /** How long a call should take, so that it can be measured. */
  private static final long CALL_NANOS = 3_000;

  /** How long one kernel may be called for. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** Calls between two looks at the clock of all. */
  private static final int ROUND = 32;

  /** And how long they may take. */
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The calls after which the JVM compiles a method that loops; until then there is no use in waiting for it. */
  private static final int CALLS_TO_COMPILE = 1_500;

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
    Task task = next();
    while (task != null) {
      AdaptiveKernel kernel = task.kernel().get();
      if (kernel != null) {
        settle(kernel, task.sample());
      }
      task = next();
    }
  }

  /** The task whose kernel has taken most time; null, and the thread is to end, if none comes. */
  private @Nullable Task next() {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      while (tasks.isEmpty() && !isClosed && left > 0) {
        left = changed.awaitNanos(left);
      }
      tasks.removeIf(task -> task.kernel().refersTo(null));
      if (tasks.isEmpty()) {
        isRunning = false;
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
    } catch (InterruptedException e) {
      isRunning = false;
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private static long nanos(Task task) {
    AdaptiveKernel kernel = task.kernel().get();
    return kernel == null ? 0 : kernel.nanos();
  }

  private void settle(AdaptiveKernel kernel, Sample sample) {
    LoopKernel single = kernel.current();
    LoopKernel best = single;
    try (Arena arena = Arena.ofConfined()) {
      LoopKernel vectors = kernel.vectors();
      if (vectors != null && isFaster(vectors, single, sample.memory(arena), sample)) {
        best = vectors;
      }
    } catch (RuntimeException e) {
      // Zeros are no input of this kernel, or it reaches beyond what of its memory was made anew.
      LOG.log(System.Logger.Level.DEBUG, "a kernel computes single values", e);
    }
    kernel.settle(best);
  }

  /** First on a few units, for many calls in a short time, then on all, since these may take other ways through the code. */
  private boolean isFaster(LoopKernel vectors, LoopKernel single, MemorySegment[] memory, Sample sample) {
    long all = sample.to();
    long few = 1;
    while (few < all && time(single, memory, sample, few) < CALL_NANOS) {
      few = Math.min(2 * few, all);
    }
    return isFaster(vectors, single, memory, sample, few) && isFaster(vectors, single, memory, sample, all);
  }

  private boolean isFaster(
      LoopKernel vectors, LoopKernel single, MemorySegment[] memory, Sample sample, long units) {
    long start = System.nanoTime();
    long bestSingle = Long.MAX_VALUE;
    long bestVector = Long.MAX_VALUE;
    int calls = 0;
    while (System.nanoTime() - start < MOST_NANOS && !isClosed()) {
      long round = System.nanoTime();
      for (int i = 0; i < ROUND && System.nanoTime() - round < ROUND_NANOS; i++) {
        bestVector = Math.min(bestVector, time(vectors, memory, sample, units));
        bestSingle = Math.min(bestSingle, time(single, memory, sample, units));
        calls++;
      }
      if (bestVector < bestSingle) {
        return true;
      }
      if (calls > CALLS_TO_COMPILE) {
        pause();
      }
    }
    return false;
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the processor to the JVM's compiler. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long time(LoopKernel kernel, MemorySegment[] memory, Sample sample, long units) {
    long start = System.nanoTime();
    kernel.run(memory, sample.symbols(), 0, units);
    return System.nanoTime() - start;
  }
}
