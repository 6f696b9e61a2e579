package graft.compiler.core.partition;

import graft.compiler.api.plan.Partition;
import graft.compiler.api.plan.Signature;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.api.stage.PartitionUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Stages 3 and 4: cuts the ordered nodes into partitions and signs each, from last to first. */
public final class Partitioning {

  private final Schedule schedule;
  private final Function<PartitionUse, Signature> signatures;

  /** A partitioning of {@code schedule} with the chain of signature services. */
  public Partitioning(Schedule schedule, Function<PartitionUse, Signature> signatures) {
    this.schedule = schedule;
    this.signatures = signatures;
  }

  /**
   * The partitions in order.
   *
   * @param order the nodes in their final order
   * @param split for each of them, whether it is split out
   */
  public List<Partition> partitions(List<Node> order, boolean[] split) {
    List<Partition> partitions = new ArrayList<>();
    Set<String> wanted = new HashSet<>(schedule.outputs());
    int end = order.size();
    while (end > 0) {
      int start = end - 1;
      while (start > 0 && split[start - 1] == split[end - 1]) {
        start--;
      }
      PartitionUse use = use(order.subList(start, end), split[start], wanted);
      Signature signature = signatures.apply(use);
      partitions.add(new Partition(use.nodes(), signature));
      end = start;
      for (String name : use.wanted()) {
        wanted.remove(schedule.realName(name));
      }
      // What is returned without being made here is an input, and inputs are wanted from now on.
      wanted.addAll(signature.inputs());
    }
    return partitions.reversed();
  }

  private PartitionUse use(List<Node> nodes, boolean skipCudagraph, Set<String> wanted) {
    Set<String> made = new LinkedHashSet<>();
    Set<String> freed = new LinkedHashSet<>();
    for (Node node : nodes) {
      made.addAll(node.outputs());
      freed.addAll(node.lastUsage());
    }
    Set<String> touched = new LinkedHashSet<>();
    for (Node node : nodes) {
      touch(node.reads(), made, touched);
    }
    for (Node node : nodes) {
      touch(node.writes(), made, touched);
    }
    Set<String> wantedHere = new LinkedHashSet<>();
    for (String name : made) {
      if (wanted.contains(name)) {
        wantedHere.add(name);
      }
    }
    return new PartitionUse(
        schedule,
        nodes,
        skipCudagraph,
        Collections.unmodifiableSet(made),
        Collections.unmodifiableSet(touched),
        Collections.unmodifiableSet(freed),
        Collections.unmodifiableSet(wantedHere));
  }

  private void touch(List<Dependency> dependencies, Set<String> made, Set<String> touched) {
    for (Dependency dependency : dependencies) {
      String name = dependency.buffer();
      if (!made.contains(name) && !NoMemory.in(schedule, name)) {
        touched.add(schedule.realName(name));
      }
    }
  }
}
