package graft.compiler.jvm.replay;

import graft.compiler.api.kernel.Team;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A team of daemon threads that wait spinning for a moment and sleep after it. Whoever calls takes parts too, and all of them
 * where the others do not come in time or are busy with another run, and for a while after one of them has lost its processor.
 */
public final class WorkTeam implements Team, AutoCloseable {

  /** How long a worker looks for further work before it sleeps. */
  private static final long SPIN_NANOS = 200_000;

  /** How long a thread waits before it lets others have its processor. */
  private static final long YIELD_NANOS = 20_000;

  /** Who waits so long for others waits for one that has lost its processor, which is likely to happen again soon. */
  private static final long LOST_NANOS = 1_000_000;

  private static final long ALONE_PER_WAIT = 10;
  private static final long MOST_ALONE_NANOS = 200_000_000;

  private final Thread[] workers;
  private final AtomicIntegerArray asleep;
  private final AtomicReference<@Nullable Work> current = new AtomicReference<>();
  private final AtomicLong submitted = new AtomicLong();
  private volatile long aloneUntil = System.nanoTime();
  private volatile boolean closed;

  /** One work: parts are taken by number until none is left. */
  private static final class Work {

    private final int parts;
    private final IntConsumer consumer;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Work(int parts, IntConsumer consumer) {
      this.parts = parts;
      this.consumer = consumer;
    }

    void takeParts() {
      int part = next.getAndIncrement();
      while (part < parts) {
        try {
          consumer.accept(part);
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        } finally {
          done.incrementAndGet();
        }
        part = next.getAndIncrement();
      }
    }

    /** Spins for a moment; whoever has a part then may have lost its processor, perhaps to this thread. */
    long awaitEnd() {
      long start = System.nanoTime();
      while (done.get() < parts) {
        pause(start);
      }
      return System.nanoTime() - start;
    }
  }

  /**
   * A team.
   *
   * @param threads how many threads, the caller's included
   */
  public WorkTeam(int threads) {
    workers = new Thread[threads - 1];
    asleep = new AtomicIntegerArray(workers.length);
    for (int i = 0; i < workers.length; i++) {
      workers[i] = Thread.ofPlatform().daemon().name("graft-worker-" + i).unstarted(work(i));
    }
    for (Thread worker : workers) {
      worker.start();
    }
  }

  @Override
  public int threads() {
    return workers.length + 1;
  }

  @Override
  public void run(int parts, IntConsumer consumer) {
    var work = new Work(parts, consumer);
    if (parts == 1 || closed || System.nanoTime() - aloneUntil < 0 || !current.compareAndSet(null, work)) {
      for (int part = 0; part < parts; part++) {
        consumer.accept(part);
      }
      return;
    }
    try {
      submitted.incrementAndGet();
      // Waking a thread is a system call, which those that spin do not need.
      for (int i = 0; i < workers.length; i++) {
        if (asleep.get(i) != 0) {
          LockSupport.unpark(workers[i]);
        }
      }
      work.takeParts();
      long waited = work.awaitEnd();
      if (waited > LOST_NANOS) {
        aloneUntil = System.nanoTime() + Math.min(ALONE_PER_WAIT * waited, MOST_ALONE_NANOS);
      }
    } finally {
      current.set(null);
    }
    Throwable failure = work.failure.get();
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // who is waited for may have no processor, and this thread has one
  private static void pause(long since) {
    if (System.nanoTime() - since < YIELD_NANOS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }

  private Runnable work(int worker) {
    return () -> {
      long seen = 0;
      long idleSince = System.nanoTime();
      while (!closed) {
        long now = submitted.get();
        if (now != seen) {
          seen = now;
          Work work = current.get();
          if (work != null) {
            work.takeParts();
          }
          idleSince = System.nanoTime();
        } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
          pause(idleSince);
        } else {
          sleep(worker, seen);
          idleSince = System.nanoTime();
        }
      }
    };
  }

  /** Says first that it sleeps and then looks once more, so that no work is missed. */
  private void sleep(int worker, long seen) {
    asleep.set(worker, 1);
    while (submitted.get() == seen && !closed) {
      LockSupport.park(this);
    }
    asleep.set(worker, 0);
  }

  /** Ends the threads; work that comes later is done by its caller alone. */
  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
