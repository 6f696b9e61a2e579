package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaCheck;
import graft.compiler.api.arena.ArenaLayout;
import graft.compiler.api.arena.ArenaProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Problems for tests, and how they are solved there. */
final class Problems {

  /** Far more than any of them needs. */
  static final Duration AMPLE = Duration.ofMinutes(5);

  private Problems() {}

  /** Solves, and fails unless the answer is a layout. */
  static ArenaLayout solve(ArenaProblem problem) {
    ArenaLayout layout = new Packer().plan(problem, _ -> {
      throw new AssertionError("asked for another planner");
    });
    ArenaCheck.violation(problem, layout).ifPresent(violation -> {
      throw new AssertionError(violation);
    });
    return layout;
  }

  /** What is wrong with offsets. */
  static Optional<String> violation(List<ArenaBuffer> buffers, long[] offsets) {
    return ArenaCheck.violation(lowest(buffers), new ArenaLayout(Arrays.stream(offsets).boxed().toList(),
        height(buffers, offsets), 0, ArenaLayout.Proof.LIVE));
  }

  /** Where the highest buffer ends. */
  static long height(List<ArenaBuffer> buffers, long[] offsets) {
    long height = 0;
    for (int b = 0; b < offsets.length; b++) {
      height = Math.max(height, offsets[b] + buffers.get(b).size());
    }
    return height;
  }

  /** One above the other, each at the top of all before. */
  static long[] tower(List<ArenaBuffer> buffers) {
    long[] offsets = new long[buffers.size()];
    for (int b = 1; b < offsets.length; b++) {
      offsets[b] = offsets[b - 1] + buffers.get(b - 1).size();
    }
    return offsets;
  }

  /** As low as can be. */
  static ArenaProblem lowest(List<ArenaBuffer> buffers) {
    return new ArenaProblem(buffers, OptionalLong.empty(), AMPLE, 1, 1);
  }

  /** Within a capacity. */
  static ArenaProblem within(long capacity, List<ArenaBuffer> buffers) {
    return new ArenaProblem(buffers, OptionalLong.of(capacity), AMPLE, 1, 1);
  }

  /** {@link #anything} without gaps, alignments and given offsets. */
  static List<ArenaBuffer> whole(int count, Random random) {
    return anything(count, random).stream()
        .map(buffer -> ArenaBuffer.of(buffer.id(), buffer.start(), buffer.end(), buffer.size(), 1)).toList();
  }

  /** A rectangle of steps and bytes, cut again and again: it can be filled to the last byte. */
  static List<ArenaBuffer> cut(int count, int steps, long bytes, Random random) {
    List<long[]> parts = new ArrayList<>();
    parts.add(new long[]{0, steps, 0, bytes});
    while (parts.size() < count) {
      int number = random.nextInt(parts.size());
      long[] part = parts.get(number);
      int axis = random.nextBoolean() ? 0 : 2;
      if (part[axis + 1] - part[axis] > 1) {
        long cut = part[axis] + 1 + random.nextLong(part[axis + 1] - part[axis] - 1);
        long[] other = part.clone();
        part[axis + 1] = cut;
        other[axis] = cut;
        parts.add(other);
      }
    }
    Collections.shuffle(parts, random);
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (long[] part : parts) {
      buffers.add(ArenaBuffer.of("b" + buffers.size(), part[0], part[1], part[3] - part[2], 1));
    }
    return buffers;
  }

  /** So few that every order can be tried. */
  static List<ArenaBuffer> few(Random random) {
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      long start = random.nextInt(6);
      buffers.add(ArenaBuffer.of("b" + i, start, start + 1 + random.nextInt(4), 1 + random.nextInt(9), 1));
    }
    return buffers;
  }

  /** So few and small that every offset can be tried: with gaps, alignments and, at times, an offset that is given. */
  static List<ArenaBuffer> small(Random random, boolean hasParts) {
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long start = random.nextInt(7);
      long end = start + 1 + random.nextInt(6);
      long size = 1 + random.nextLong(6);
      List<ArenaBuffer.Gap> gaps = new ArrayList<>();
      if (end - start > 2 && random.nextInt(3) == 0) {
        long low = hasParts ? random.nextLong(size) : 0;
        gaps.add(new ArenaBuffer.Gap(start + 1, end - 1, low, hasParts ? random.nextLong(low, size + 1) : low));
      }
      long alignment = random.nextInt(3) == 0 ? 1L << random.nextInt(3) : 1;
      OptionalLong offset = i == 0 && random.nextInt(3) == 0 ? OptionalLong.of(alignment * random.nextInt(4))
          : OptionalLong.empty();
      buffers.add(new ArenaBuffer("b" + i, start, end, size, alignment, gaps, offset));
    }
    return buffers;
  }

  /**
   * So few and small that every offset can be tried, with several gaps that need parts.
   *
   * @param isApart whether a buffer may have no byte that it needs all the time
   */
  static List<ArenaBuffer> parts(Random random, boolean isApart) {
    List<ArenaBuffer> buffers = new ArrayList<>();
    int unit = 1 + random.nextInt(2);
    for (int i = 0; i < 5; i++) {
      long start = random.nextInt(6);
      long end = start + 1 + random.nextInt(8);
      long size = 1 + random.nextLong(6);
      long core = random.nextLong(size);
      List<ArenaBuffer.Gap> gaps = new ArrayList<>();
      for (long from = start; from < end && random.nextInt(5) > 0; from = gaps.getLast().end()) {
        long gap = from + random.nextLong(end - from);
        long low = random.nextLong((isApart ? size - 1 : core) + 1);
        gaps.add(new ArenaBuffer.Gap(gap, random.nextLong(gap, end) + 1, low,
            random.nextInt(5) == 0 ? low : random.nextLong(isApart ? low : core, size) + 1));
      }
      OptionalLong offset = i == 0 && random.nextInt(4) == 0 ? OptionalLong.of((long) unit * random.nextInt(4))
          : OptionalLong.empty();
      buffers.add(new ArenaBuffer("b" + i, start, end, size, unit, gaps, offset));
    }
    return buffers;
  }

  /** Anything: gaps, parts of buffers in gaps, alignments. */
  static List<ArenaBuffer> anything(int count, Random random) {
    List<ArenaBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long start = random.nextInt(20);
      long end = start + random.nextInt(12);
      long size = random.nextInt(30);
      List<ArenaBuffer.Gap> gaps = new ArrayList<>();
      if (end - start > 2 && random.nextInt(3) == 0) {
        long low = random.nextLong(size + 1);
        long high = random.nextBoolean() ? low : low + random.nextLong(size - low + 1);
        gaps.add(new ArenaBuffer.Gap(start + 1, end - 1, low, high));
      }
      buffers.add(new ArenaBuffer("b" + i, start, end, size, 1L << random.nextInt(4), gaps, OptionalLong.empty()));
    }
    return buffers;
  }

  /** One of the problems that were published with MiniMalloc. */
  static List<ArenaBuffer> published(String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../testdata/packing/" + name + ".1048576.csv"));
    return lines.stream().skip(1).map(line -> {
      String[] cells = line.split(",", -1);
      return ArenaBuffer.of(cells[0], Long.parseLong(cells[1]), Long.parseLong(cells[2]), Long.parseLong(cells[3]), 1);
    }).toList();
  }
}
