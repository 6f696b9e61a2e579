package graft.compiler.core.graph;

import java.util.Arrays;

/**
 * Which node waits for which. A node waits for a buffer if its {@code unmet} names the buffer, or a name whose memory is the
 * buffer's.
 *
 * @param waiters for each buffer, the nodes that wait for it
 * @param successors for each node, the other nodes that wait for something it defines
 */
public record DependencyGraph(Rows waiters, Rows successors) {

  /** The dependencies of a schedule, in time linear in its size. */
  public static DependencyGraph of(ScheduleIndex index) {
    Rows waiters = waiters(index);
    return new DependencyGraph(waiters, successors(index, waiters));
  }

  private static Rows waiters(ScheduleIndex index) {
    Rows unmet = index.unmet();
    var pairs = new Rows(index.nodes(), unmet.size());
    for (int node = 0; node < index.nodes(); node++) {
      for (int i = unmet.from(node); i < unmet.to(node); i++) {
        int number = unmet.get(i);
        for (int steps = 0; number != ScheduleIndex.NONE && steps <= index.size(); steps++) {
          pairs.add(number);
          int real = index.real(number);
          number = real == number ? ScheduleIndex.NONE : real;
        }
      }
      pairs.endRow();
    }
    return pairs.transposed(index.size());
  }

  private static Rows successors(ScheduleIndex index, Rows waiters) {
    Rows outputs = index.outputs();
    var result = new Rows(index.nodes(), waiters.size());
    int[] seenBy = new int[index.nodes()];
    Arrays.fill(seenBy, -1);
    for (int node = 0; node < index.nodes(); node++) {
      seenBy[node] = node;
      for (int i = outputs.from(node); i < outputs.to(node); i++) {
        int buffer = outputs.get(i);
        for (int j = waiters.from(buffer); j < waiters.to(buffer); j++) {
          int waiter = waiters.get(j);
          if (seenBy[waiter] != node) {
            seenBy[waiter] = node;
            result.add(waiter);
          }
        }
      }
      result.endRow();
    }
    return result;
  }

  /** For each node, how many others it waits for. */
  public int[] predecessorCounts(int nodes) {
    int[] counts = new int[nodes];
    for (int i = 0; i < successors.size(); i++) {
      counts[successors.get(i)]++;
    }
    return counts;
  }
}
