package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaProblem;
import java.util.Arrays;
import java.util.List;

/**
 * A problem in arrays, by number of the buffer. Sizes are rounded up to multiples of the divisor that all alignments share, which
 * loses nothing but the last bytes of the arena. A life is cut into pieces, in each of which a buffer needs the same bytes.
 */
final class Instance {

  final int count;
  final long[] size;
  final long[] exactSize;
  final long[] alignment;
  /** What all alignments and the first byte of whatever a gap needs are multiples of. */
  final long unit;
  /** Where a buffer must lie, or -1. */
  final long[] fixed;
  final boolean hasFixed;
  /** Whether a gap needs a part of a buffer. */
  final boolean hasParts;
  /** A byte that each buffer always needs. Of two buffers that meet, the one whose core is lower is below the other at each step. */
  final long[] core;
  /** Whether a buffer has no such byte: it may be below another first and above it later, which a search does not look at. */
  final boolean isSimplified;
  /** The times in which buffer {@code b} lives are {@code pieceFrom[b]} up to {@code pieceFrom[b + 1]}, in order. */
  final int[] pieceFrom;
  final int[] pieceStart;
  final int[] pieceEnd;
  /** The first byte of the buffer that a piece needs, and the one after the last. */
  final long[] pieceLow;
  final long[] pieceHigh;
  /** Times are numbered from 0 up to this. */
  final int steps;

  /** The times and bytes that pieces of lives need, one after the other. */
  private static final class Pieces {

    private final long[] start;
    private final long[] end;
    private final long[] low;
    private final long[] high;
    private int count;

    Pieces(int most) {
      start = new long[most];
      end = new long[most];
      low = new long[most];
      high = new long[most];
    }

    void add(long from, long to, long bottom, long top) {
      if (from < to && bottom < top) {
        start[count] = from;
        end[count] = to;
        low[count] = bottom;
        high[count++] = top;
      }
    }
  }

  Instance(ArenaProblem problem) {
    List<ArenaBuffer> buffers = problem.buffers();
    count = buffers.size();
    size = new long[count];
    exactSize = new long[count];
    alignment = new long[count];
    fixed = new long[count];
    core = new long[count];
    pieceFrom = new int[count + 1];
    long shared = 0;
    int most = count;
    boolean anyPart = false;
    for (ArenaBuffer buffer : buffers) {
      shared = divisor(shared, buffer.alignment());
      most += 2 * buffer.gaps().size();
      for (ArenaBuffer.Gap gap : buffer.gaps()) {
        if (gap.low() < gap.high()) {
          anyPart = true;
          shared = divisor(shared, gap.low());
        }
      }
    }
    hasParts = anyPart;
    unit = Math.max(shared, 1);
    var pieces = new Pieces(most);
    boolean anyFixed = false;
    boolean anyWithoutCore = false;
    for (int b = 0; b < count; b++) {
      ArenaBuffer buffer = buffers.get(b);
      exactSize[b] = buffer.size();
      size[b] = roundUp(buffer.size(), unit);
      alignment[b] = buffer.alignment();
      fixed[b] = buffer.offset().orElse(-1);
      anyFixed |= fixed[b] >= 0;
      long from = buffer.start();
      for (ArenaBuffer.Gap gap : buffer.gaps()) {
        pieces.add(from, gap.start(), 0, size[b]);
        pieces.add(gap.start(), gap.end(), gap.low(), gap.low() == gap.high() ? gap.low() : roundUp(gap.high(), unit));
        from = gap.end();
      }
      pieces.add(from, buffer.end(), 0, size[b]);
      pieceFrom[b + 1] = pieces.count;
      long end = Long.MAX_VALUE;
      for (int p = pieceFrom[b]; p < pieces.count; p++) {
        core[b] = Math.max(core[b], pieces.low[p]);
        end = Math.min(end, pieces.high[p]);
      }
      anyWithoutCore |= core[b] >= end;
    }
    hasFixed = anyFixed;
    isSimplified = anyWithoutCore;
    pieceLow = Arrays.copyOf(pieces.low, pieces.count);
    pieceHigh = Arrays.copyOf(pieces.high, pieces.count);
    pieceStart = new int[pieces.count];
    pieceEnd = new int[pieces.count];
    steps = numberTimes(pieces.start, pieces.end, pieces.count);
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

  /** The piece that a buffer is in at a step, at which it lives. */
  int piece(int buffer, int step) {
    int at = Arrays.binarySearch(pieceEnd, pieceFrom[buffer], pieceFrom[buffer + 1], step + 1);
    return at < 0 ? ~at : at;
  }

  /** How many bytes a piece needs. */
  long bytes(int piece) {
    return pieceHigh[piece] - pieceLow[piece];
  }

  /** Whether two buffers need the same bytes of theirs at the same steps. */
  boolean livesLike(int one, int other) {
    int from = pieceFrom[one];
    int count = pieceFrom[one + 1] - from;
    int otherFrom = pieceFrom[other];
    boolean isLike = count == pieceFrom[other + 1] - otherFrom;
    for (int i = 0; i < count && isLike; i++) {
      isLike = pieceStart[from + i] == pieceStart[otherFrom + i] && pieceEnd[from + i] == pieceEnd[otherFrom + i]
          && pieceLow[from + i] == pieceLow[otherFrom + i] && pieceHigh[from + i] == pieceHigh[otherFrom + i];
    }
    return isLike;
  }

  private static long roundUp(long value, long unit) {
    return unit <= 1 ? value : (value + unit - 1) / unit * unit;
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
