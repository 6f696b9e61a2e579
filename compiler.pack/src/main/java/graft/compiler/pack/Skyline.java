package graft.compiler.pack;

import java.util.Arrays;

/**
 * A partial layout, filled from below: by section the floor, under which nothing more comes, and the bytes that are still to be laid
 * out there; by buffer the lowest offset that it could have. What is done can be undone. Sections are inferred from the buffers
 * they wait for: a floor is never below the lowest offset of one of those, and one after the other, each not below its own lowest
 * offset, they must end within the capacity. Two neighbouring floors must become level before a buffer can lie on both.
 *
 * <p>Where gaps need parts of buffers, a buffer lies where its core lies, a byte that it always needs: floors and lowest offsets are
 * those of cores. Of two buffers that meet the one with the lower core is below the other whenever they do.
 */
final class Skyline {

  /** Buffers that end or start at a step: where there are more, they are taken to fit. */
  private static final int MOST_LEVELLED = 6;

  private final Instance instance;
  private final Sections sections;
  private final Neighbours neighbours;
  private final long capacity;
  /** By section, how far at most what is needed there ends above the end of its buffer: rounded up, or less than nothing. */
  private final long[] spare;
  /** By section, how far at most what is needed there starts below a core. */
  private final long[] reach;
  private final long[] floors;
  private final long[] rests;
  private final long[] lows;
  private final long[] offsets;
  private final boolean[] isLaid;
  /** How many buffers connect a section with the one before. */
  private final int[] crossing;
  private final int[] laid;
  private int laidCount;
  /** What was overwritten: floors by section, lows by the complement of the buffer. */
  private int[] trailOf = new int[1 << 12];
  private long[] trailValue = new long[1 << 12];
  private int trailLength;
  /** Those that wait in a section, and the lowest offsets that what it needs of them could have. */
  private final int[] queue;
  private final long[] starts;
  /** Whether floors must become level before a buffer can lie on them: lives have no gaps. */
  private final boolean mustLevel;
  /** Of each section: those that end before it, those that start with it. */
  private final int[][] endings;
  private final int[][] beginnings;
  private final long[] steps = new long[MOST_LEVELLED];
  private long need = Long.MAX_VALUE;

  Skyline(Instance instance, Sections sections, Neighbours neighbours, long capacity) {
    this.instance = instance;
    this.sections = sections;
    this.neighbours = neighbours;
    this.capacity = capacity;
    floors = new long[sections.count];
    rests = new long[sections.count];
    lows = new long[instance.count];
    offsets = new long[instance.count];
    isLaid = new boolean[instance.count];
    crossing = new int[sections.count + 1];
    laid = new int[instance.count];
    queue = new int[instance.count];
    starts = new long[instance.count];
    mustLevel = sections.areContiguous && !instance.hasParts;
    endings = new int[sections.count][];
    beginnings = new int[sections.count][];
    for (int s = 0; s < sections.count; s++) {
      int section = s;
      endings[s] = s == 0 ? new int[0]
          : Arrays.stream(sections.live[s - 1]).filter(b -> last(b) == section - 1).toArray();
      beginnings[s] = Arrays.stream(sections.live[s]).filter(b -> sections.of[b][0] == section).toArray();
    }
    for (int b = 0; b < instance.count; b++) {
      offsets[b] = Math.max(instance.fixed[b], 0);
      lows[b] = offsets[b] + instance.core[b];
      lift(b, 1);
    }
    spare = new long[sections.count];
    reach = new long[sections.count];
    Arrays.fill(spare, Long.MIN_VALUE);
    for (int s = 0; s < sections.count; s++) {
      for (int b : sections.live[s]) {
        spare[s] = Math.max(spare[s], high(b, s) - instance.exactSize[b]);
        reach[s] = Math.max(reach[s], instance.core[b] - low(b, s));
      }
    }
  }

  /** The first byte of the buffer that a section needs. */
  private long low(int buffer, int section) {
    return instance.hasParts ? instance.pieceLow[instance.piece(buffer, sections.step[section])] : 0;
  }

  /** The byte of the buffer after the last that a section needs. */
  private long high(int buffer, int section) {
    return instance.hasParts ? instance.pieceHigh[instance.piece(buffer, sections.step[section])]
        : instance.size[buffer];
  }

  private int last(int buffer) {
    return sections.of[buffer][sections.of[buffer].length - 1];
  }

  /** No layout fits less than this if none fits the capacity; known when all were looked at. */
  long need() {
    return need;
  }

  private boolean fits(int section, long end) {
    if (end - spare[section] > capacity) {
      need = Math.min(need, end - spare[section]);
      return false;
    }
    return true;
  }

  /** Adds the buffer to what is still to be laid out, or takes it off. */
  private void lift(int buffer, int sign) {
    int[] own = sections.of[buffer];
    for (int s : own) {
      rests[s] += sign * (high(buffer, s) - low(buffer, s));
    }
    if (own.length > 0) {
      for (int s = own[0] + 1; s <= own[own.length - 1]; s++) {
        crossing[s] += sign;
      }
    }
  }

  long floor(int section) {
    return floors[section];
  }

  /** Bytes that are still to be laid out in a section. */
  long rest(int section) {
    return rests[section];
  }

  /** Bytes that a section can do without. */
  long slack(int section) {
    return capacity + spare[section] + reach[section] - floors[section] - rests[section];
  }

  /** The lowest offset that the core of a buffer could have. */
  long low(int buffer) {
    return lows[buffer];
  }

  boolean isLaid(int buffer) {
    return isLaid[buffer];
  }

  long[] offsets() {
    return offsets.clone();
  }

  /** How many buffers can lie on the floor of a section. */
  int count(int section) {
    int count = 0;
    for (int b : sections.live[section]) {
      if (!isLaid[b] && lows[b] == floors[section]) {
        count++;
      }
    }
    return count;
  }

  /** The lowest floor of the sections that wait for buffers. */
  long lowestFloor(int from, int to) {
    long lowest = Long.MAX_VALUE;
    for (int s = from; s < to; s++) {
      lowest = rests[s] > 0 ? Math.min(lowest, floors[s]) : lowest;
    }
    return lowest;
  }

  int laid() {
    return laidCount;
  }

  int trail() {
    return trailLength;
  }

  /** Back to when {@link #laid()} and {@link #trail()} were these. */
  void rewind(int toLaid, int toTrail) {
    while (laidCount > toLaid) {
      int buffer = laid[--laidCount];
      isLaid[buffer] = false;
      lift(buffer, 1);
    }
    while (trailLength > toTrail) {
      int of = trailOf[--trailLength];
      if (of >= 0) {
        floors[of] = trailValue[trailLength];
      } else {
        lows[~of] = trailValue[trailLength];
      }
    }
  }

  private void record(int of, long value) {
    if (trailLength == trailOf.length) {
      trailOf = Arrays.copyOf(trailOf, 2 * trailLength);
      trailValue = Arrays.copyOf(trailValue, 2 * trailLength);
    }
    trailOf[trailLength] = of;
    trailValue[trailLength++] = value;
  }

  /** Lays the buffer out at its lowest offset; false if the others do not fit any more. */
  boolean lay(int buffer) {
    long offset = lows[buffer] - instance.core[buffer];
    long exactTop = offset + instance.exactSize[buffer];
    if (exactTop > capacity) {
      need = Math.min(need, exactTop);
      return false;
    }
    offsets[buffer] = offset;
    isLaid[buffer] = true;
    laid[laidCount++] = buffer;
    lift(buffer, -1);
    int[] own = sections.of[buffer];
    int from = own[0];
    int to = own[own.length - 1] + 1;
    for (int s : own) {
      record(s, floors[s]);
      floors[s] = offset + high(buffer, s);
    }
    for (int i = neighbours.start(buffer); i < neighbours.end(buffer); i++) {
      int other = neighbours.at(i);
      long low = offset + neighbours.below(i, buffer) + instance.core[other];
      if (!isLaid[other] && lows[other] < low) {
        push(other, low);
        int[] sectionsOfOther = sections.of[other];
        from = Math.min(from, sectionsOfOther[0]);
        to = Math.max(to, sectionsOfOther[sectionsOfOther.length - 1] + 1);
      }
    }
    return settle(from, to);
  }

  /** Nobody lies on the floor of the section: it rises to where somebody could; false if the others do not fit any more. */
  boolean raise(int section) {
    long to = nextOffset(section);
    if (to == Long.MAX_VALUE || !fits(section, to - reach[section] + rests[section])) {
      return false;
    }
    record(section, floors[section]);
    floors[section] = to;
    int first = section;
    int last = section + 1;
    for (int b : sections.live[section]) {
      if (!isLaid[b] && lows[b] < to) {
        push(b, to);
        first = Math.min(first, sections.of[b][0]);
        last = Math.max(last, sections.of[b][sections.of[b].length - 1] + 1);
      }
    }
    return settle(first, last);
  }

  /** Above the floor a buffer rests on one that is not laid out yet and does not live in the section, or lies where it must. */
  private long nextOffset(int section) {
    long next = Long.MAX_VALUE;
    for (int b : sections.live[section]) {
      if (isLaid[b]) {
        continue;
      }
      if (lows[b] > floors[section]) {
        next = Math.min(next, lows[b]);
        continue;
      }
      for (int i = neighbours.start(b); i < neighbours.end(b); i++) {
        int other = neighbours.at(i);
        long low = lows[other] - instance.core[other] + neighbours.above(i) + instance.core[b];
        if (!isLaid[other] && low < next && Arrays.binarySearch(sections.of[other], section) < 0) {
          next = Math.max(low, floors[section] + 1);
        }
      }
    }
    return next;
  }

  private void push(int buffer, long to) {
    record(~buffer, lows[buffer]);
    lows[buffer] = instance.align(buffer, to - instance.core[buffer]) + instance.core[buffer];
  }

  /** Infers floors from lowest offsets; false if a section's buffers do not fit any more. */
  boolean settle(int from, int to) {
    for (int s = from; s < to; s++) {
      if (rests[s] > 0 && !settle(s)) {
        return false;
      }
    }
    for (int s = Math.max(from, 1); mustLevel && s <= to && s < sections.count; s++) {
      if (crossing[s] > 0 && floors[s] != floors[s - 1] && !canLevel(s)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the floors on both sides of a step can become level again, which a buffer needs that lives on both: by some of those
   * that end there, some of those that start there and what the two sides can do without.
   */
  private boolean canLevel(int section) {
    int count = addUnlaid(endings[section], 1, 0);
    count = count < 0 ? count : addUnlaid(beginnings[section], -1, count);
    if (count < 0) {
      return true;
    }
    long missing = missing(floors[section - 1] - floors[section], count, -slack(section - 1), slack(section));
    if (missing > 0) {
      need = Math.min(need, capacity + missing);
    }
    return missing == 0;
  }

  /** Adds the sizes of those that wait to so many others; how many there are then, -1 if too many. */
  private int addUnlaid(int[] buffers, int sign, int others) {
    int count = others;
    for (int b : buffers) {
      if (!isLaid[b]) {
        if (count == MOST_LEVELLED) {
          return -1;
        }
        steps[count++] = sign * instance.size[b];
      }
    }
    return count;
  }

  /** How far at least some of the first steps make a difference from being neither too small nor too great. */
  private long missing(long difference, int count, long least, long most) {
    long missing = Math.max(0, Math.max(least - difference, difference - most));
    if (missing > 0 && count > 0) {
      missing = Math.min(missing, missing(difference, count - 1, least, most));
      missing = missing == 0 ? 0 : Math.min(missing, missing(difference + steps[count - 1], count - 1, least, most));
    }
    return missing;
  }

  private boolean settle(int section) {
    // In order of their lowest offsets: as jobs with release times on one machine.
    int count = 0;
    long lowest = Long.MAX_VALUE;
    for (int b : sections.live[section]) {
      if (isLaid[b]) {
        continue;
      }
      if (instance.fixed[b] >= 0 && lows[b] - instance.core[b] > instance.fixed[b]) {
        return false;
      }
      lowest = Math.min(lowest, lows[b]);
      long start = lows[b] - instance.core[b] + low(b, section);
      int at = count++;
      for (; at > 0 && starts[at - 1] > start; at--) {
        queue[at] = queue[at - 1];
        starts[at] = starts[at - 1];
      }
      queue[at] = b;
      starts[at] = start;
    }
    if (lowest > floors[section]) {
      record(section, floors[section]);
      floors[section] = lowest;
    }
    long end = 0;
    for (int i = 0; i < count; i++) {
      int b = queue[i];
      end = Math.max(end, starts[i]) + high(b, section) - low(b, section);
    }
    return fits(section, end);
  }

  /** Pairs of ends of the parts, between two sections, that no buffer connects and that wait for buffers; narrow ones first. */
  int[] parts(int from, int to) {
    int[] parts = new int[2];
    int length = 0;
    int start = from;
    for (int s = from + 1; s <= to; s++) {
      if (s == to || crossing[s] == 0) {
        if (isWaiting(start, s)) {
          if (length == parts.length) {
            parts = Arrays.copyOf(parts, 2 * length);
          }
          int at = length;
          length += 2;
          for (; at > 0 && parts[at - 1] - parts[at - 2] > s - start; at -= 2) {
            parts[at] = parts[at - 2];
            parts[at + 1] = parts[at - 1];
          }
          parts[at] = start;
          parts[at + 1] = s;
        }
        start = s;
      }
    }
    return length == parts.length ? parts : Arrays.copyOf(parts, length);
  }

  private boolean isWaiting(int from, int to) {
    for (int s = from; s < to; s++) {
      if (rests[s] > 0) {
        return true;
      }
    }
    return false;
  }
}
