package graft.compiler.api.stage;

import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.List;
import java.util.Set;

/**
 * What one partition does to the graph's buffers: the input of stage 4. All sets keep their order.
 *
 * @param schedule the whole graph
 * @param nodes the partition's nodes, in order
 * @param skipCudagraph whether it was split out
 * @param made names that its nodes define, in order
 * @param touched what it reads, then what it writes, weak dependencies included: real names of what has memory and was made
 *     elsewhere
 * @param freed names in the {@code lastUsage} of its nodes, in order
 * @param wanted those of {@code made} that later partitions or the graph's outputs want, in order
 */
public record PartitionUse(
    Schedule schedule,
    List<Node> nodes,
    boolean skipCudagraph,
    Set<String> made,
    Set<String> touched,
    Set<String> freed,
    Set<String> wanted) {

  /** The same with other {@code touched} names. */
  public PartitionUse withTouched(Set<String> names) {
    return new PartitionUse(schedule, nodes, skipCudagraph, made, names, freed, wanted);
  }
}
