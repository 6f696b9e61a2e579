package graft.compiler.jvm.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The kernel for tiles: by single values at first, and by vectors, where the JVM has them, once these are faster. Code of the
 * Vector API is a hundred times slower until the JVM has compiled it, so a thread calls it until then. Safe for any number of
 * threads.
 */
final class Tiles implements AutoCloseable {

  private static final int INNER = 256;
  private static final int SCALAR_COLUMNS = 16;

  /** How long vectors are waited for. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The calls after which the JVM compiles a method that loops; until then there is no use in waiting for it. */
  private static final int CALLS_TO_COMPILE = 1_500;

  private final @Nullable TileKernel vectors;
  private final int columns;
  private final AtomicBoolean isAsked = new AtomicBoolean();
  private volatile TileKernel current;
  private volatile boolean isClosed;

  Tiles() {
    TileKernel found = null;
    int width = SCALAR_COLUMNS;
    try {
      found = new VectorTiles();
      width = VectorTiles.columns();
    } catch (NoClassDefFoundError e) {
      // A JVM without the Vector API: single values it is.
    }
    vectors = found;
    columns = width;
    current = new ScalarTiles(width);
  }

  /** Columns of a tile and a panel. */
  int columns() {
    return columns;
  }

  /** The fastest kernel so far. */
  TileKernel current() {
    return current;
  }

  /** Says that tiles will be computed. */
  void ask() {
    if (vectors != null && isAsked.compareAndSet(false, true)) {
      TileKernel fast = vectors;
      Thread.ofPlatform().daemon().priority(Thread.MIN_PRIORITY).name("graft-tiles").start(() -> warm(fast));
    }
  }

  private void warm(TileKernel fast) {
    TileKernel slow = current;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(TileKernel.ROWS * INNER * Float.BYTES, 64);
      MemorySegment panel = arena.allocate((long) columns * INNER * Float.BYTES, 64);
      MemorySegment tile = arena.allocate((long) columns * TileKernel.ROWS * Float.BYTES, 64);
      long start = System.nanoTime();
      int calls = 0;
      while (!isClosed && System.nanoTime() - start < MOST_NANOS) {
        // Both are timed side by side, so that whatever else runs slows both.
        if (time(fast, a, panel, tile) < time(slow, a, panel, tile)) {
          current = fast;
          return;
        }
        if (++calls > CALLS_TO_COMPILE) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long time(TileKernel kernel, MemorySegment a, MemorySegment panel, MemorySegment tile) {
    long row = (long) INNER * Float.BYTES;
    long start = System.nanoTime();
    kernel.add(
        a, 0, row, 2 * row, 3 * row, 4 * row, 5 * row, Float.BYTES, panel, 0, INNER, tile, 0,
        (long) columns * Float.BYTES);
    return System.nanoTime() - start;
  }

  /** Ends the thread. */
  @Override
  public void close() {
    isClosed = true;
  }
}
