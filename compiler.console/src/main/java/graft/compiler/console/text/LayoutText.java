package graft.compiler.console.text;

import graft.compiler.api.arena.ArenaLayout.Proof;
import java.util.Locale;

/** Memory layouts for people. */
public final class LayoutText {

  private LayoutText() {}

  /** A layout's size and bound: {@code 2.0 MiB, lower bound 2.0 MiB by live bytes, the smallest}. */
  public static String of(long bytes, long lowerBound, Proof proof) {
    return Amounts.bytes(bytes) + ", lower bound " + Amounts.bytes(lowerBound) + " by " + proof.description() + ", "
        + distance(bytes, lowerBound);
  }

  /** How far a layout may be from the smallest: {@code the smallest}, {@code at most 0.59 % above the smallest}. */
  public static String distance(long height, long lowerBound) {
    return height == lowerBound
        ? "the smallest"
        : String.format(Locale.ROOT, "at most %.2f %% above the smallest",
            100.0 * (height - lowerBound) / Math.max(lowerBound, 1));
  }
}
