package graft.compiler.pack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lays out buffers from below, each at the start of the lowest valley, in several ways at once: of all next steps those are taken that
 * waste the least for the weight that they have laid out (as the guides of Libralesso and Fontan, 2020). A buffer that
 * weighs much comes early. Of lifetimes without gaps, at any offset. Not for any number of threads.
 */
final class BeamSearch {

  private final Instance instance;
  private final int[][] starting;
  private final double area;
  private final int width;
  /** How much less waste counts than weight at the start. */
  private final double base;
  private final double[] stepScore;
  private final int[] stepFront;
  private final int[] stepBuffer;
  private int steps;

  /**
   * Fills nothing yet.
   *
   * @param height that all buffers need at least
   * @param width how many ways are followed at once
   * @param base the share of the whole area that is added to the waste: the more, the more do weights count
   */
  BeamSearch(Instance instance, Moments moments, long height, int width, double base) {
    this.instance = instance;
    this.width = width;
    this.base = base;
    area = (double) height * instance.steps;
    starting = new int[instance.steps][];
    for (int time = 0; time < instance.steps; time++) {
      int from = moments.startsFrom(time);
      starting[time] = new int[moments.startsFrom(time + 1) - from];
      for (int i = 0; i < starting[time].length; i++) {
        starting[time][i] = moments.buffer(moments.start(from + i));
      }
    }
    stepScore = new double[2 * width];
    stepFront = new int[2 * width];
    stepBuffer = new int[2 * width];
  }

  /** Offsets by buffer. */
  long[] layOut(double[] weights) {
    List<Front> fronts = List.of(start());
    while (fronts.getFirst().from >= 0) {
      fronts = next(fronts, weights);
    }
    long[] best = {};
    long lowest = Long.MAX_VALUE;
    for (Front front : fronts) {
      long[] offsets = offsets(front);
      long height = instance.height(offsets);
      if (height < lowest) {
        lowest = height;
        best = offsets;
      }
    }
    return best;
  }

  private Front start() {
    long[] rests = new long[instance.steps];
    for (int[] buffers : starting) {
      for (int b : buffers) {
        for (int time = instance.start(b); time < instance.end(b); time++) {
          rests[time] += instance.size[b];
        }
      }
    }
    var front = new Front(rests, instance.count);
    settle(front);
    return front;
  }

  private long[] offsets(Front last) {
    long[] offsets = new long[instance.count];
    for (Front front = last; front != null && front.buffer >= 0; front = front.before) {
      offsets[front.buffer] = front.offset;
    }
    return offsets;
  }

  /** One buffer more in each. */
  private List<Front> next(List<Front> fronts, double[] weights) {
    steps = 0;
    for (int i = 0; i < fronts.size(); i++) {
      Front front = fronts.get(i);
      for (int b : starting[front.from]) {
        if (instance.end(b) <= front.to && !front.isLaid(b)) {
          propose(score(front.waste, front.weight + weights[b], front.count + 1), i, b);
        }
      }
    }
    Set<Long> seen = new HashSet<>();
    List<Front> found = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      int b = stepBuffer[i];
      var front = new Front(fronts.get(stepFront[i]), b, instance.end(b), instance.size[b], weights[b]);
      settle(front);
      if (seen.add(front.hash())) {
        front.score = score(front.waste, front.weight, front.count);
        found.add(front);
      }
    }
    found.sort(Comparator.comparingDouble(front -> front.score));
    return found.size() > width ? found.subList(0, width) : found;
  }

  private double score(double waste, double weight, int count) {
    return (waste / area + base) * count / weight;
  }

  /** Keeps a step if it is one of the best. */
  private void propose(double score, int front, int buffer) {
    if (steps == stepScore.length) {
      if (score >= stepScore[steps - 1]) {
        return;
      }
      steps--;
    }
    int at = steps++;
    for (; at > 0 && stepScore[at - 1] > score; at--) {
      stepScore[at] = stepScore[at - 1];
      stepFront[at] = stepFront[at - 1];
      stepBuffer[at] = stepBuffer[at - 1];
    }
    stepScore[at] = score;
    stepFront[at] = front;
    stepBuffer[at] = buffer;
  }

  /** Raises what no buffer can lie on, until one can start where the lowest valley starts. */
  private void settle(Front front) {
    while (front.findValley()) {
      int first = front.from;
      int buffer = lowestAt(front, first);
      while (buffer < 0 && ++first < front.to) {
        buffer = lowestAt(front, first);
      }
      if (buffer >= 0 && first == front.from) {
        return;
      }
      front.raise(first, buffer < 0 ? Front.WALL : front.floors[front.from] + instance.size[buffer]);
    }
    front.from = -1;
  }

  /** The smallest buffer that can start at a time of the valley; -1 if there is none. */
  private int lowestAt(Front front, int time) {
    int lowest = -1;
    for (int b : starting[time]) {
      if (instance.end(b) <= front.to && !front.isLaid(b)
          && (lowest < 0 || instance.size[b] < instance.size[lowest])) {
        lowest = b;
      }
    }
    return lowest;
  }
}
