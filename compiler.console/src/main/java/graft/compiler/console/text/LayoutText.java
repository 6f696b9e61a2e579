package graft.compiler.console.text;

import java.util.Locale;

/** Memory layouts for people. */
public final class LayoutText {

  private LayoutText() {}

  /** How far a layout may be from the smallest: {@code the smallest}, {@code at most 0.59 % above the smallest}. */
  public static String distance(long height, long lowerBound) {
    return height == lowerBound
        ? "the smallest"
        : String.format(Locale.ROOT, "at most %.2f %% above the smallest",
            100.0 * (height - lowerBound) / Math.max(lowerBound, 1));
  }
}
