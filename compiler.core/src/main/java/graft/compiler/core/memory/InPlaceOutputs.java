package graft.compiler.core.memory;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import graft.compiler.core.fuse.InPlace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Outputs of kernels that get the memory of a buffer whose last reader the kernel is ({@code decide_inplace_update}). */
final class InPlaceOutputs {

  private final Schedule schedule;
  private final Optional<InPlace> kernels;
  /** Buffers whose memory is not theirs alone. */
  private final Set<String> shared = new HashSet<>();

  InPlaceOutputs(Schedule schedule, Optional<InPlace> kernels) {
    this.schedule = schedule;
    this.kernels = kernels;
    shared.addAll(schedule.outputs());
    shared.addAll(schedule.mutationRealNames().values());
    for (Buffer buffer : schedule.buffers().values()) {
      shared.addAll(buffer.aliases());
      if (!buffer.aliases().isEmpty() || buffer.layout() != Layout.FIXED
          || buffer.users().stream().anyMatch(Buffer.User::isOutput)) {
        shared.add(buffer.name());
      }
    }
  }

  /** For each output of a node that is written over something, what that is. */
  Map<String, String> of(Node node, Set<String> removed) {
    if (kernels.isEmpty()) {
      return Map.of();
    }
    var dying = new LinkedHashSet<String>();
    for (Dependency read : node.reads()) {
      String name = read.buffer();
      if (node.lastUsage().contains(name) && schedule.buffers().containsKey(name) && !shared.contains(name)
          && !removed.contains(name)) {
        dying.add(name);
      }
    }
    var result = new HashMap<String, String>();
    for (String output : node.outputs()) {
      Buffer buffer = schedule.buffers().get(output);
      if (buffer == null || buffer.layout() != Layout.FIXED || removed.contains(output)) {
        continue;
      }
      for (String input : dying) {
        Buffer other = schedule.buffers().get(input);
        if (other != null && ReuseKey.of(other).equals(ReuseKey.of(buffer))
            && kernels.get().mayWriteOver(node.name(), input, output)) {
          result.put(output, input);
          dying.remove(input);
          break;
        }
      }
    }
    return result;
  }
}
