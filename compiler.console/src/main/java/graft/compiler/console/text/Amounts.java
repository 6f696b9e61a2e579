package graft.compiler.console.text;

import java.util.Arrays;
import java.util.Locale;

/** Numbers for people. */
public final class Amounts {

  private static final String UNITS = "KMGTPE";

  private Amounts() {}

  /** Bytes in the unit that leaves at most four digits before the point: {@code 512 B}, {@code 1.5 KiB}, {@code 50.0 MiB}. */
  public static String bytes(long bytes) {
    double amount = bytes;
    int unit = -1;
    // what would be rounded to 1024.0 is one of the next unit
    while (Math.abs(amount) >= 1023.95 && unit < UNITS.length() - 1) {
      amount /= 1024;
      unit++;
    }
    return unit < 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %siB", amount, UNITS.charAt(unit));
  }

  /** Nanoseconds in milliseconds: {@code 2.31 ms}, and {@code 0.0078 ms} where that is little. */
  public static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 1_000_000 ? "%.4f ms" : "%.2f ms", nanos / 1e6);
  }

  /** The middle of measurements; between the two middle ones, what lies halfway. */
  public static long median(long[] measurements) {
    long[] sorted = measurements.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** A number with what it counts, in the plural unless it is one: {@code 1 file}, {@code 2 files}. */
  public static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
