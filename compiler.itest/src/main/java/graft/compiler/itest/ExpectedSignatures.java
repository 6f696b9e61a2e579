package graft.compiler.itest;

import graft.compiler.api.plan.Signature;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.itest.StoredResult.Partition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The signatures that 2.9.0 gives without its fix, derived from those with it: what only the fix made an input is none, and what
 * earlier partitions returned for such an input alone they do not return.
 */
final class ExpectedSignatures {

  private final Schedule schedule;
  private final Map<String, Node> nodes;

  ExpectedSignatures(Schedule schedule) {
    this.schedule = schedule;
    this.nodes = schedule.nodes().stream().collect(Collectors.toMap(Node::name, Function.identity()));
  }

  List<Partition> withoutFix(List<Partition> fixed) {
    List<Partition> result = new ArrayList<>();
    Set<String> wanted = new HashSet<>(schedule.outputs());
    for (Partition partition : fixed.reversed()) {
      Signature signature = partition.signature();
      Set<String> touched = touched(partition);
      List<String> inputs = signature.inputs().stream().filter(touched::contains).toList();
      Set<String> deallocated = new HashSet<>(signature.deallocated());
      deallocated.retainAll(inputs);
      Set<String> made = of(partition).flatMap(node -> node.outputs().stream()).filter(wanted::contains)
          .map(schedule::realName).collect(Collectors.toSet());
      List<String> outputs = signature.outputs().stream()
          .filter(name -> made.contains(name) || (inputs.contains(name) && !deallocated.contains(name))).toList();
      result.add(
          new Partition(
              partition.nodes(),
              new Signature(
                  inputs,
                  outputs,
                  deallocated,
                  signature.skipCudagraph(),
                  signature.constants(),
                  signature.symbols())));
      wanted.removeAll(made);
      wanted.addAll(inputs);
    }
    return result.reversed();
  }

  private Set<String> touched(Partition partition) {
    return of(partition).flatMap(node -> Stream.concat(node.reads().stream(), node.writes().stream()))
        .map(Dependency::buffer).filter(this::hasMemory).map(schedule::realName).collect(Collectors.toSet());
  }

  private Stream<Node> of(Partition partition) {
    return partition.nodes().stream().map(nodes::get);
  }

  private boolean hasMemory(String name) {
    Buffer buffer = schedule.buffers().get(name);
    return buffer == null || buffer.layout() != Layout.NONE || schedule.mutationRealNames().containsKey(name);
  }
}
