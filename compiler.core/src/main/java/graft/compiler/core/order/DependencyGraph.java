package graft.compiler.core.order;

import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which node waits for which, in arrays: nodes and buffers are numbered by their place in the schedule, and the rows of a
 * relation lie one after another ({@code start[i]} to {@code start[i + 1]}).
 *
 * <p>A node waits for a buffer if its {@code unmet} names the buffer or a name whose memory the buffer's is.
 */
public final class DependencyGraph {

  private final int nodes;
  private final String[] bufferNames;
  private final int[] outputStart;
  private final int[] outputs;
  private final int[] waiterStart;
  private final int[] waiters;
  private final int[] successorStart;
  private final int[] successors;

  private DependencyGraph(
      int nodes,
      String[] bufferNames,
      int[] outputStart,
      int[] outputs,
      int[] waiterStart,
      int[] waiters,
      int[] successorStart,
      int[] successors) {
    this.nodes = nodes;
    this.bufferNames = bufferNames;
    this.outputStart = outputStart;
    this.outputs = outputs;
    this.waiterStart = waiterStart;
    this.waiters = waiters;
    this.successorStart = successorStart;
    this.successors = successors;
  }

  /** The dependencies of a schedule, in time linear in its size. */
  public static DependencyGraph of(Schedule schedule) {
    List<Node> nodes = schedule.nodes();
    String[] names = schedule.buffers().keySet().toArray(String[]::new);
    Map<String, Integer> numbers = HashMap.newHashMap(names.length);
    for (int i = 0; i < names.length; i++) {
      numbers.put(names[i], i);
    }
    var outputs = new Rows(nodes.size());
    for (Node node : nodes) {
      outputs.startRow();
      for (String output : node.outputs()) {
        Integer buffer = numbers.get(output);
        if (buffer != null) {
          outputs.add(buffer);
        }
      }
    }
    outputs.startRow();
    Rows waiters = waiters(schedule, numbers);
    Rows successors = successors(nodes.size(), outputs, waiters);
    return new DependencyGraph(
        nodes.size(),
        names,
        outputs.start,
        outputs.values(),
        waiters.start,
        waiters.values(),
        successors.start,
        successors.values());
  }

  private static Rows waiters(Schedule schedule, Map<String, Integer> numbers) {
    List<Node> nodes = schedule.nodes();
    int buffers = numbers.size();
    var pairs = new Rows(nodes.size());
    for (Node node : nodes) {
      pairs.startRow();
      for (String name : node.unmet()) {
        String memory = name;
        for (int steps = 0; memory != null && steps <= buffers; steps++) {
          Integer buffer = numbers.get(memory);
          if (buffer != null) {
            pairs.add(buffer);
          }
          memory = schedule.mutationRealNames().get(memory);
        }
      }
    }
    pairs.startRow();
    return pairs.transposed(buffers);
  }

  private static Rows successors(int nodes, Rows outputs, Rows waiters) {
    var result = new Rows(nodes);
    int[] seenBy = new int[nodes];
    Arrays.fill(seenBy, -1);
    for (int node = 0; node < nodes; node++) {
      result.startRow();
      seenBy[node] = node;
      for (int i = outputs.start[node]; i < outputs.start[node + 1]; i++) {
        int buffer = outputs.values[i];
        for (int j = waiters.start[buffer]; j < waiters.start[buffer + 1]; j++) {
          int waiter = waiters.values[j];
          if (seenBy[waiter] != node) {
            seenBy[waiter] = node;
            result.add(waiter);
          }
        }
      }
    }
    result.startRow();
    return result;
  }

  int nodes() {
    return nodes;
  }

  int buffers() {
    return bufferNames.length;
  }

  String bufferName(int buffer) {
    return bufferNames[buffer];
  }

  int outputsStart(int node) {
    return outputStart[node];
  }

  int output(int index) {
    return outputs[index];
  }

  int waitersStart(int buffer) {
    return waiterStart[buffer];
  }

  int waiter(int index) {
    return waiters[index];
  }

  int successorsStart(int node) {
    return successorStart[node];
  }

  int successor(int index) {
    return successors[index];
  }

  /** For each node, how many others it waits for. */
  int[] predecessorCounts() {
    int[] counts = new int[nodes];
    for (int successor : successors) {
      counts[successor]++;
    }
    return counts;
  }
}
