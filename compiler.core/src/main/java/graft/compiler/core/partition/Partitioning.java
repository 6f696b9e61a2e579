package graft.compiler.core.partition;

import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.stage.PartitionUse;
import graft.compiler.core.graph.ScheduleIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Stages 3 and 4: cuts the ordered nodes into partitions and signs each, from last to first. */
public final class Partitioning {

  private final ScheduleIndex index;
  private final Function<PartitionUse, Signature> signatures;
  private final boolean[] wanted;
  /** Where the partition starts that defines a number, or -1. */
  private final int[] madeFrom;

  /** A partitioning of a schedule with the chain of signature services. */
  public Partitioning(ScheduleIndex index, Function<PartitionUse, Signature> signatures) {
    this.index = index;
    this.signatures = signatures;
    this.wanted = new boolean[index.size()];
    this.madeFrom = new int[index.size()];
    Arrays.fill(madeFrom, -1);
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = index.isReturned(i);
    }
  }

  /**
   * The partitions in order.
   *
   * @param nodes the nodes in their final order
   * @param order their numbers
   * @param split for each number, whether it is split out
   */
  public List<Partition> partitions(List<Node> nodes, int[] order, boolean[] split) {
    List<Partition> partitions = new ArrayList<>();
    int end = order.length;
    while (end > 0) {
      boolean skipCudagraph = split[order[end - 1]];
      int start = end - 1;
      while (start > 0 && split[order[start - 1]] == skipCudagraph) {
        start--;
      }
      List<Node> run = nodes.subList(start, end);
      Set<String> made = made(order, start, end);
      PartitionUse use =
          new PartitionUse(
              index.schedule(),
              run,
              skipCudagraph,
              made,
              touched(run, order, start),
              freed(run),
              wanted(order, start, end));
      Signature signature = signatures.apply(use);
      partitions.add(new Partition(run, signature));
      want(use, signature);
      end = start;
    }
    return partitions.reversed();
  }

  private Set<String> made(int[] order, int start, int end) {
    Set<String> made = new LinkedHashSet<>();
    for (int step = start; step < end; step++) {
      for (int i = index.outputs().from(order[step]); i < index.outputs().to(order[step]); i++) {
        int number = index.outputs().get(i);
        madeFrom[number] = start;
        made.add(index.buffer(number).name());
      }
    }
    return made;
  }

  private Set<String> wanted(int[] order, int start, int end) {
    Set<String> names = new LinkedHashSet<>();
    for (int step = start; step < end; step++) {
      for (int i = index.outputs().from(order[step]); i < index.outputs().to(order[step]); i++) {
        if (wanted[index.outputs().get(i)]) {
          names.add(index.buffer(index.outputs().get(i)).name());
        }
      }
    }
    return names;
  }

  private static Set<String> freed(List<Node> run) {
    Set<String> freed = new LinkedHashSet<>();
    run.forEach(node -> freed.addAll(node.lastUsage()));
    return freed;
  }

  /** First what all nodes read, then what they write. */
  private Set<String> touched(List<Node> run, int[] order, int start) {
    Set<String> touched = new LinkedHashSet<>();
    for (int i = 0; i < run.size(); i++) {
      touch(run.get(i).reads(), index.touches().from(order[start + i]), start, touched);
    }
    for (int i = 0; i < run.size(); i++) {
      Node node = run.get(i);
      touch(node.writes(), index.touches().from(order[start + i]) + node.reads().size(), start, touched);
    }
    return touched;
  }

  private void touch(List<Dependency> dependencies, int firstNumber, int start, Set<String> touched) {
    for (int i = 0; i < dependencies.size(); i++) {
      int number = index.touches().get(firstNumber + i);
      if (number == ScheduleIndex.NONE) {
        touched.add(index.schedule().realName(dependencies.get(i).buffer()));
      } else if (madeFrom[number] != start && !index.isWithoutMemory(number)) {
        touched.add(index.schedule().realName(dependencies.get(i).buffer()));
      }
    }
  }

  /** What is returned without being made here is an input, and inputs are wanted from now on. */
  private void want(PartitionUse use, Signature signature) {
    for (String name : use.wanted()) {
      int real = index.real(index.number(name));
      if (real != ScheduleIndex.NONE) {
        wanted[real] = false;
      }
    }
    for (String input : signature.inputs()) {
      int number = index.number(input);
      if (number != ScheduleIndex.NONE) {
        wanted[number] = true;
      }
    }
  }
}
