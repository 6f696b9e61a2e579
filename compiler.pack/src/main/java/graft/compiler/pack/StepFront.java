package graft.compiler.pack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A layout of all that begins before a step: from below, what lies there and until when. What ends no later than the step is free: a
 * gap. In units.
 */
final class StepFront {

  /** What it was at the step before; null at the first one. */
  final @Nullable StepFront before;
  final int step;
  /** Of what began at the step before, in the order of {@link Arrivals}. */
  final int[] offsets;
  /** The layers, no two neighbours of which end together. */
  final int count;
  final int[] sizes;
  final int[] ends;

  private StepFront(@Nullable StepFront before, int step, int[] offsets, Layers layers) {
    this.before = before;
    this.step = step;
    this.offsets = offsets;
    count = layers.count;
    sizes = Arrays.copyOf(layers.sizes, count);
    ends = Arrays.copyOf(layers.ends, count);
  }

  /** Layers as they are laid out, from below. */
  private static final class Layers {

    private final int[] sizes;
    private final int[] ends;
    private int count;
    private int top;

    Layers(int most) {
      sizes = new int[most];
      ends = new int[most];
    }

    /** One more; where it begins. */
    int add(int size, int end) {
      if (size > 0 && count > 0 && ends[count - 1] == end) {
        sizes[count - 1] += size;
      } else if (size > 0) {
        sizes[count] = size;
        ends[count++] = end;
      }
      top += size;
      return top - size;
    }
  }

  /** Nothing is laid out, and all is free up to a height. */
  static StepFront empty(int height) {
    var layers = new Layers(1);
    layers.add(height, 0);
    return new StepFront(null, 0, new int[0], layers);
  }

  boolean isGap(int layer) {
    return ends[layer] <= step;
  }

  /** Until when what is below a layer lies there; for ever at the bottom. */
  int endBelow(int layer) {
    return layer == 0 ? Integer.MAX_VALUE : ends[layer - 1];
  }

  /** Until when what is above a layer lies there; for ever at the top. */
  int endAbove(int layer) {
    return layer + 1 == count ? Integer.MAX_VALUE : ends[layer + 1];
  }

  /**
   * Fills the gaps with what begins now. In each gap what lives longest is next to the neighbour that lives longer, so that what ends
   * leaves as few gaps as can be.
   *
   * @param gapOf by arrival, the number of its gap from below
   */
  StepFront next(Arrivals arrivals, int[] gapOf) {
    int[] sizesNow = arrivals.sizes[step];
    int[] endsNow = arrivals.ends[step];
    int[] found = new int[gapOf.length];
    var layers = new Layers(2 * count + gapOf.length);
    int gap = 0;
    for (int layer = 0; layer < count; layer++) {
      if (!isGap(layer)) {
        layers.add(sizes[layer], ends[layer]);
        continue;
      }
      int free = sizes[layer];
      for (int i = 0; i < gapOf.length; i++) {
        free -= gapOf[i] == gap ? sizesNow[i] : 0;
      }
      boolean isUpward = endBelow(layer) >= endAbove(layer);
      if (!isUpward) {
        layers.add(free, step + 1);
      }
      for (int n = 0; n < gapOf.length; n++) {
        int i = isUpward ? n : gapOf.length - 1 - n;
        if (gapOf[i] == gap) {
          found[i] = layers.add(sizesNow[i], endsNow[i]);
        }
      }
      if (isUpward) {
        layers.add(free, step + 1);
      }
      gap++;
    }
    return new StepFront(this, step + 1, found, layers);
  }

  /** The same for those with equal layers. */
  long hash() {
    long hash = 0;
    for (int i = 0; i < count; i++) {
      hash = (hash * 31 + sizes[i]) * 0x9E3779B97F4A7C15L + ends[i];
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
