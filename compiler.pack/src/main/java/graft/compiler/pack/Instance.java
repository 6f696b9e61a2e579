package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaProblem;
import java.util.Arrays;
import java.util.List;

/**
 * A problem in arrays, by number of the buffer. Sizes are rounded up to multiples of the divisor that all alignments share, which
 * loses nothing but the last bytes of the arena. Of a gap only that is known whether it needs nothing.
 */
final class Instance {

  final int count;
  final long[] size;
  final long[] exactSize;
  final long[] alignment;
  /** What all alignments are multiples of. */
  final long unit;
  /** Where a buffer must lie, or -1. */
  final long[] fixed;
  final boolean hasFixed;
  /** Whether a gap needs a part of a buffer; it then counts as the whole. */
  final boolean isSimplified;
  /** The times in which buffer {@code b} lives are {@code pieceFrom[b]} up to {@code pieceFrom[b + 1]}, in order. */
  final int[] pieceFrom;
  final int[] pieceStart;
  final int[] pieceEnd;
  /** Times are numbered from 0 up to this. */
  final int steps;

  Instance(ArenaProblem problem) {
    List<ArenaBuffer> buffers = problem.buffers();
    count = buffers.size();
    size = new long[count];
    exactSize = new long[count];
    alignment = new long[count];
    fixed = new long[count];
    pieceFrom = new int[count + 1];
    long shared = 0;
    int most = count;
    for (ArenaBuffer buffer : buffers) {
      shared = divisor(shared, buffer.alignment());
      most += buffer.gaps().size();
    }
    unit = Math.max(shared, 1);
    long[] starts = new long[most];
    long[] ends = new long[most];
    boolean anyFixed = false;
    boolean anyPart = false;
    int pieces = 0;
    for (int b = 0; b < count; b++) {
      ArenaBuffer buffer = buffers.get(b);
      exactSize[b] = buffer.size();
      size[b] = roundUp(buffer.size(), unit);
      alignment[b] = buffer.alignment();
      fixed[b] = buffer.offset().orElse(-1);
      anyFixed |= fixed[b] >= 0;
      long from = buffer.start();
      for (ArenaBuffer.Gap gap : buffer.gaps()) {
        if (gap.low() < gap.high()) {
          anyPart = true;
        } else {
          pieces = add(from, gap.start(), starts, ends, pieces);
          from = gap.end();
        }
      }
      pieces = size[b] == 0 ? pieceFrom[b] : add(from, buffer.end(), starts, ends, pieces);
      pieceFrom[b + 1] = pieces;
    }
    hasFixed = anyFixed;
    isSimplified = anyPart;
    pieceStart = new int[pieces];
    pieceEnd = new int[pieces];
    steps = numberTimes(starts, ends, pieces);
  }

  /** Gives the times that occur numbers in their order; how many there are. */
  private int numberTimes(long[] starts, long[] ends, int pieces) {
    long most = 0;
    for (int p = 0; p < pieces; p++) {
      most = Math.max(most, ends[p]);
    }
    if (most > 8L * pieces + 1024) {
      return numberFarTimes(starts, ends, pieces);
    }
    int[] numbers = new int[(int) most + 1];
    for (int p = 0; p < pieces; p++) {
      numbers[(int) starts[p]] = 1;
      numbers[(int) ends[p]] = 1;
    }
    int count = 0;
    for (int time = 0; time <= most; time++) {
      count += numbers[time];
      numbers[time] = count - 1;
    }
    for (int p = 0; p < pieces; p++) {
      pieceStart[p] = numbers[(int) starts[p]];
      pieceEnd[p] = numbers[(int) ends[p]];
    }
    return count;
  }

  /** The same where the times are too far apart for a table. */
  private int numberFarTimes(long[] starts, long[] ends, int pieces) {
    long[] all = Arrays.copyOf(starts, 2 * pieces);
    System.arraycopy(ends, 0, all, pieces, pieces);
    Arrays.sort(all);
    int distinct = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] > all[i - 1]) {
        all[distinct++] = all[i];
      }
    }
    for (int p = 0; p < pieces; p++) {
      pieceStart[p] = Arrays.binarySearch(all, 0, distinct, starts[p]);
      pieceEnd[p] = Arrays.binarySearch(all, 0, distinct, ends[p]);
    }
    return distinct;
  }

  private static int add(long start, long end, long[] starts, long[] ends, int at) {
    if (start == end) {
      return at;
    }
    starts[at] = start;
    ends[at] = end;
    return at + 1;
  }

  /** The lowest multiple of the buffer's alignment that is not below {@code offset}. */
  long align(int buffer, long offset) {
    return roundUp(offset, alignment[buffer]);
  }

  /** Whether no step needs the buffer. */
  boolean isIdle(int buffer) {
    return pieceFrom[buffer] == pieceFrom[buffer + 1];
  }

  /** The first step that needs the buffer. */
  int start(int buffer) {
    return pieceStart[pieceFrom[buffer]];
  }

  /** The step after the last that needs the buffer. */
  int end(int buffer) {
    return pieceEnd[pieceFrom[buffer + 1] - 1];
  }

  /** Where the highest buffer ends. */
  long height(long[] offsets) {
    long height = 0;
    for (int b = 0; b < count; b++) {
      height = Math.max(height, offsets[b] + exactSize[b]);
    }
    return height;
  }

  private static long roundUp(long value, long unit) {
    return unit <= 1 ? value : (value + unit - 1) / unit * unit;
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
