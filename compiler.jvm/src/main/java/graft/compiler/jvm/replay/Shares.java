package graft.compiler.jvm.replay;

/** Into how many shares a work is cut. */
final class Shares {

  /** Scalar operations below which another thread costs more than it brings: about 10 microseconds of vector code. */
  private static final long WORTHWHILE = 100_000;

  private Shares() {}

  /** The number of shares for so many units of such cost on so many threads. */
  static int of(long units, long cost, int threads) {
    double work = (double) units * cost;
    return (int) Math.max(1, Math.min(Math.min(threads, units), (long) (work / WORTHWHILE)));
  }
}
