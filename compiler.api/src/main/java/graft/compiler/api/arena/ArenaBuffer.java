package graft.compiler.api.arena;

import java.util.List;
import java.util.OptionalLong;

/**
 * Memory that is needed for a while.
 *
 * @param id its name
 * @param start the first step that needs it, from 0
 * @param end the step after the last; equal to {@code start} if no step needs it
 * @param size bytes, from 0
 * @param alignment its offset is a multiple of this, from 1
 * @param gaps times within which it needs less, in order of time, apart from one another
 * @param offset where it must lie; empty if anywhere
 */
public record ArenaBuffer(String id, long start, long end, long size, long alignment, List<Gap> gaps,
    OptionalLong offset) {

  /**
   * A time within which a buffer needs only a part of itself.
   *
   * @param start its first step
   * @param end the step after its last
   * @param low the first byte of the buffer that is needed
   * @param high the byte after the last that is needed; equal to {@code low} if none is
   */
  public record Gap(long start, long end, long low, long high) {}

  /** Refuses, with {@link IllegalArgumentException}, what is no buffer: negative numbers, an end before the start. */
  public ArenaBuffer {
    gaps = List.copyOf(gaps);
    if (start < 0 || end < start) {
      throw invalid(id, "lives from step " + start + " to " + end + ", expected 0 or more and then no less");
    }
    if (size < 0) {
      throw invalid(id, "has size " + size + ", expected at least 0");
    }
    if (alignment < 1) {
      throw invalid(id, "has alignment " + alignment + ", expected at least 1");
    }
    long from = start;
    for (Gap gap : gaps) {
      if (gap.start < from || gap.end < gap.start || gap.end > end) {
        throw invalid(id,
            "has a gap from step " + gap.start + " to " + gap.end + ", expected gaps in order within its life");
      }
      if (gap.low < 0 || gap.high < gap.low || gap.high > size) {
        throw invalid(id, "needs bytes " + gap.low + " to " + gap.high + " in a gap, expected a part of its " + size);
      }
      from = gap.end;
    }
    long at = offset.orElse(0);
    if (at < 0 || at % alignment != 0) {
      throw invalid(id, "has offset " + at + ", expected a multiple of its alignment " + alignment);
    }
  }

  /** A buffer without gaps that may lie anywhere. */
  public static ArenaBuffer of(String id, long start, long end, long size, long alignment) {
    return new ArenaBuffer(id, start, end, size, alignment, List.of(), OptionalLong.empty());
  }

  private static IllegalArgumentException invalid(String id, String problem) {
    return new IllegalArgumentException("buffer " + id + " " + problem);
  }
}
