package graft.compiler.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import graft.compiler.core.GraphBuilder;
import graft.compiler.core.graph.DependencyGraph;
import graft.compiler.core.graph.ScheduleIndex;
import graft.compiler.core.order.PeakTimeline;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class PeakTreeTests {

  @RepeatedTest(20)
  void agreesWithAnArrayOfValues(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    var random = new Random(seed);
    PeakTimeline timeline = timeline(1 + random.nextInt(70), random);
    long[] values = timeline.values();
    var tree = new PeakTree(timeline);
    for (int function = 0; function < 3; function++) {
      tree.reset();
      long[] raised = values.clone();
      for (int i = 0; i < 200; i++) {
        int step = random.nextInt(values.length + 2) - 1;
        int later = random.nextInt(values.length + 2);
        if (random.nextBoolean()) {
          long bytes = random.nextInt(1000);
          tree.raise(step, later, bytes);
          for (int s = Math.max(0, step + 1); s < Math.min(later, raised.length); s++) {
            raised[s] += bytes;
          }
        }
        assertThat(tree.between(step, later)).as("seed %d", seed).isEqualTo(between(raised, step, later));
      }
      assertThat(tree.peak()).isEqualTo(Math.max(0, Arrays.stream(values).max().orElseThrow()));
    }
  }

  private static long between(long[] values, int step, int later) {
    long largest = 0;
    for (int s = Math.max(0, step + 1); s < Math.min(later, values.length); s++) {
      largest = Math.max(largest, values[s]);
    }
    return largest;
  }

  private static PeakTimeline timeline(int nodes, Random random) {
    var graph = new GraphBuilder().input("arg0_1");
    for (int i = 0; i < nodes; i++) {
      graph.node(GraphBuilder.KERNEL, 4L * random.nextInt(500), i == 0 ? "arg0_1" : "buf" + random.nextInt(i));
    }
    // An output is freed before the start, so that values below zero occur.
    var index = new ScheduleIndex(graph.returning("buf" + random.nextInt(nodes)));
    int[] order = new int[nodes];
    Arrays.setAll(order, i -> i);
    return PeakTimeline.of(index, DependencyGraph.of(index), order);
  }
}
