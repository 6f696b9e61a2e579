package graft.compiler.bench;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A rectangle of steps and bytes that is cut again and again, at random places, straight across or into a pinwheel of five parts: its
 * parts are buffers that fill it to the last byte.
 *
 * @param steps how wide it is
 * @param units how high it is, in multiples of the alignment
 * @param alignment of all buffers; each cut lies at a multiple of it
 * @param next which part is cut next
 * @param pinwheels how many of a hundred cuts make a pinwheel
 */
record CutRectangle(int steps, long units, long alignment, Next next, int pinwheels) {

  /** Which part is cut next. */
  enum Next {
    /** Any: few parts remain large. */
    ANY,
    /** Any, as likely as it is large. */
    LARGE,
    /** The one with the largest area: all parts become about as large. */
    LARGEST
  }

  /** A part, from and to. */
  private record Part(int start, int end, long low, long high) {

    double area() {
      return (double) (end - start) * (high - low);
    }
  }

  /** One of many kinds: from few steps to many, from few bytes to many. */
  static CutRectangle any(SplittableRandom random) {
    int[] steps = {12, 20, 30, 50, 100, 1_000, 10_000};
    long[] units = {1_000, 16_384, 1L << 20};
    int[] pinwheels = {0, 0, 20, 50, 100};
    return new CutRectangle(
        steps[random.nextInt(steps.length)],
        units[random.nextInt(units.length)],
        random.nextBoolean() ? 1 : 64,
        Next.values()[random.nextInt(Next.values().length)],
        pinwheels[random.nextInt(pinwheels.length)]);
  }

  /** Bytes that its parts take when they lie as they were. */
  long height() {
    return units * alignment;
  }

  /** Cuts it into parts, in an order that tells nothing. */
  List<ArenaBuffer> cut(int count, SplittableRandom random) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(0, steps, 0, units));
    while (parts.size() < count) {
      Part part = choose(parts, random);
      boolean isWide = part.end - part.start > 3 && part.high - part.low > 3;
      if (isWide && parts.size() + 4 <= count && random.nextInt(100) < pinwheels) {
        parts.remove(part);
        pinwheel(part, parts, random);
      } else if (random.nextBoolean() ? part.end - part.start > 1
          : part.high - part.low < 2 && part.end - part.start > 1) {
        parts.remove(part);
        int at = random.nextInt(part.start + 1, part.end);
        parts.add(new Part(part.start, at, part.low, part.high));
        parts.add(new Part(at, part.end, part.low, part.high));
      } else if (part.high - part.low > 1) {
        parts.remove(part);
        long at = random.nextLong(part.low + 1, part.high);
        parts.add(new Part(part.start, part.end, part.low, at));
        parts.add(new Part(part.start, part.end, at, part.high));
      }
    }
    List<Part> shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, java.util.Random.from(random));
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (Part part : shuffled) {
      buffers.add(
          ArenaBuffer.of("b" + buffers.size(), part.start, part.end, (part.high - part.low) * alignment, alignment));
    }
    return buffers;
  }

  private Part choose(List<Part> parts, SplittableRandom random) {
    return switch (next) {
      case ANY -> parts.get(random.nextInt(parts.size()));
      case LARGE -> {
        double left = random.nextDouble() * parts.stream().mapToDouble(Part::area).sum();
        int number = 0;
        while (number + 1 < parts.size() && left >= parts.get(number).area()) {
          left -= parts.get(number++).area();
        }
        yield parts.get(number);
      }
      case LARGEST -> parts.stream().max(Comparator.comparingDouble(Part::area)).orElseThrow();
    };
  }

  private static void pinwheel(Part part, List<Part> parts, SplittableRandom random) {
    int left = random.nextInt(part.start + 1, part.end - 1);
    int right = random.nextInt(left + 1, part.end);
    long bottom = random.nextLong(part.low + 1, part.high - 1);
    long top = random.nextLong(bottom + 1, part.high);
    parts.add(new Part(left, right, bottom, top));
    if (random.nextBoolean()) {
      parts.add(new Part(part.start, right, part.low, bottom));
      parts.add(new Part(right, part.end, part.low, top));
      parts.add(new Part(left, part.end, top, part.high));
      parts.add(new Part(part.start, left, bottom, part.high));
    } else {
      parts.add(new Part(left, part.end, part.low, bottom));
      parts.add(new Part(right, part.end, bottom, part.high));
      parts.add(new Part(part.start, right, top, part.high));
      parts.add(new Part(part.start, left, part.low, top));
    }
  }
}
