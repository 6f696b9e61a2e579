package graft.compiler.jvm.loops;

import java.util.concurrent.atomic.AtomicInteger;

/** The bits of this machine's vectors, asked for once, and not before they are needed: that starts the Vector API. */
final class VectorBits {

  private static final int UNKNOWN = -1;

  private final AtomicInteger bits = new AtomicInteger(UNKNOWN);

  /** The bits; 0 without the Vector API. */
  int get() {
    int known = bits.get();
    if (known == UNKNOWN) {
      known = VectorApi.bits();
      bits.set(known);
    }
    return known;
  }
}
