package graft.compiler.pack;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which buffers begin at each step, those first that live longest; or, turned around, as if time went from the last step to the first. Of
 * lifetimes without gaps.
 */
final class Arrivals {

  final int steps;
  /** By step. */
  final int[][] buffers;
  /** The same in units, and the step after the last one at which each lives. */
  final int[][] sizes;
  final int[][] ends;

  Arrivals(Instance instance, boolean isTurned) {
    steps = instance.steps;
    buffers = new int[steps][];
    sizes = new int[steps][];
    ends = new int[steps][];
    var byStep = IntStream.range(0, instance.count)
        .filter(b -> !instance.isIdle(b))
        .boxed()
        .collect(Collectors.groupingBy(b -> isTurned ? steps - instance.end(b) : instance.start(b)));
    for (int step = 0; step < steps; step++) {
      buffers[step] = byStep.getOrDefault(step, List.of()).stream()
          .sorted(Comparator.comparingInt(b -> instance.start(b) - instance.end(b)))
          .mapToInt(Integer::intValue)
          .toArray();
      int from = step;
      sizes[step] =
          IntStream.of(buffers[step]).map(b -> Math.toIntExact(instance.size[b] / instance.unit)).toArray();
      ends[step] = IntStream.of(buffers[step]).map(b -> from + instance.end(b) - instance.start(b)).toArray();
    }
  }
}
