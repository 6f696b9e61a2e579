package graft.compiler.pack;

import java.util.Arrays;
import java.util.Comparator;

/** Of each buffer those that differ the least from it, of all that live at the same time: such are likely to change places. */
final class Alike {

  private static final int MOST = 8;

  private final Instance instance;
  private final int[][] alike;

  /**
   * Compares each with each.
   *
   * @param buffers that are compared
   */
  Alike(Instance instance, int[] buffers) {
    this.instance = instance;
    alike = new int[instance.count][];
    for (int b : buffers) {
      alike[b] = alike(b, buffers);
    }
  }

  /** The most alike one first. */
  int[] of(int buffer) {
    return alike[buffer];
  }

  private int[] alike(int buffer, int[] all) {
    return Arrays.stream(all)
        .filter(other -> other != buffer && instance.start(other) < instance.end(buffer)
            && instance.start(buffer) < instance.end(other))
        .boxed()
        .sorted(Comparator.comparingDouble(other -> difference(buffer, other)))
        .limit(MOST)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The area by which two differ. */
  private double difference(int one, int other) {
    double sides = Math.abs(instance.start(one) - instance.start(other))
        + Math.abs(instance.end(one) - instance.end(other));
    double common = Math.min(instance.end(one), instance.end(other))
        - Math.max(instance.start(one), instance.start(other));
    return sides * (instance.size[one] + instance.size[other]) / 2
        + common * Math.abs(instance.size[one] - instance.size[other]);
  }
}
