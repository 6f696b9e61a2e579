package graft.compiler.api.kernel;

import java.util.ArrayList;
import java.util.List;

/** Some of many, one after the other: a thread's share of a work. */
public record Range(long start, long length) {

  /** About {@code wanted} equal ranges of {@code 0} to {@code length}; all but the last are multiples of {@code unit}. */
  public static List<Range> of(long length, long wanted, long unit) {
    long step = Math.ceilDiv(Math.ceilDiv(length, wanted), unit) * unit;
    var ranges = new ArrayList<Range>();
    for (long start = 0; start < length; start += step) {
      ranges.add(new Range(start, Math.min(step, length - start)));
    }
    return ranges;
  }
}
