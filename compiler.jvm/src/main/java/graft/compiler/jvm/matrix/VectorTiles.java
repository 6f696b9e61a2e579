package graft.compiler.jvm.matrix;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of six rows and two vectors: twelve sums, two vectors of B and an element of A fit the sixteen registers of AVX2, and
 * twelve sums keep the multipliers of AVX-512 busy. Only a JVM with {@code jdk.incubator.vector} can load it.
 */
final class VectorTiles implements TileKernel {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final long VECTOR = SPECIES.vectorByteSize();

  /** All memory, by addresses: five times as fast as segments whose bounds and life each access checks. */
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** Columns of a tile and a panel. */
  static int columns() {
    return 2 * SPECIES.length();
  }

  @Override
  public void add(
      MemorySegment a, long a0, long a1, long a2, long a3, long a4, long a5, long aStep, MemorySegment panel,
      long panelStart, int inner, MemorySegment tile, long tileStart, long tileRow) {
    long t0 = tile.address() + tileStart;
    long t1 = t0 + tileRow;
    long t2 = t1 + tileRow;
    long t3 = t2 + tileRow;
    long t4 = t3 + tileRow;
    long t5 = t4 + tileRow;
    FloatVector c00 = load(t0);
    FloatVector c01 = load(t0 + VECTOR);
    FloatVector c10 = load(t1);
    FloatVector c11 = load(t1 + VECTOR);
    FloatVector c20 = load(t2);
    FloatVector c21 = load(t2 + VECTOR);
    FloatVector c30 = load(t3);
    FloatVector c31 = load(t3 + VECTOR);
    FloatVector c40 = load(t4);
    FloatVector c41 = load(t4 + VECTOR);
    FloatVector c50 = load(t5);
    FloatVector c51 = load(t5 + VECTOR);
    long b = panel.address() + panelStart;
    long step = a.address();
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = load(b);
      FloatVector b1 = load(b + VECTOR);
      FloatVector x0 = element(a0 + step);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = element(a1 + step);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = element(a2 + step);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = element(a3 + step);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = element(a4 + step);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = element(a5 + step);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      b += 2 * VECTOR;
      step += aStep;
    }
    store(c00, c01, t0);
    store(c10, c11, t1);
    store(c20, c21, t2);
    store(c30, c31, t3);
    store(c40, c41, t4);
    store(c50, c51, t5);
  }

  private static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
  }

  private static FloatVector element(long address) {
    return FloatVector.broadcast(SPECIES, MEMORY.get(JAVA_FLOAT_UNALIGNED, address));
  }

  private static void store(FloatVector first, FloatVector second, long address) {
    first.intoMemorySegment(MEMORY, address, ORDER);
    second.intoMemorySegment(MEMORY, address + VECTOR, ORDER);
  }
}
