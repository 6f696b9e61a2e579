package graft.compiler.core.partition;

import graft.compiler.api.plan.Signature;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.api.stage.PartitionSignatures;
import graft.compiler.api.stage.PartitionUse;
import graft.compiler.core.graph.NoMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;

/**
 * The signature of one partition as {@code Scheduler.get_graph_partition_signature} of PyTorch 2.9.0 computes it.
 *
 * <p>Its defect: a buffer that the partition frees without touching it is no input, so the caller later deletes or passes on a
 * name that it never received. Part of being exact: the symbols of the inputs' shapes are not among the symbols.
 */
@Component(immediate = true)
public final class BaselineSignatures implements PartitionSignatures {

  @Override
  public Signature sign(PartitionUse use, Function<PartitionUse, Signature> next) {
    Schedule schedule = use.schedule();
    List<String> inputs = new ArrayList<>();
    List<String> constants = new ArrayList<>();
    Set<String> deallocated = new HashSet<>();
    Set<String> returned = new LinkedHashSet<>();
    for (String name : use.wanted()) {
      returned.add(schedule.realName(name));
    }
    for (String name : use.touched()) {
      if (schedule.constants().contains(name)) {
        constants.add(name);
      }
      if (!schedule.defines(name)) {
        continue;
      }
      inputs.add(name);
      if (use.freed().contains(name)) {
        deallocated.add(name);
      } else {
        // An input that stays alive is returned as well: its address must not change under CUDA graphs.
        returned.add(schedule.realName(name));
      }
    }
    List<String> outputs = returned.stream().filter(name -> !NoMemory.in(schedule, name)).toList();
    var symbols = new TreeSet<String>();
    for (Node node : use.nodes()) {
      symbols.addAll(node.symbols());
    }
    return new Signature(inputs, outputs, deallocated, use.skipCudagraph(), constants, List.copyOf(symbols));
  }
}
