package graft.compiler.api.schedule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A scheduled graph, before it is reordered and cut.
 *
 * @param nodes in execution order
 * @param buffers what nodes define, by name, in the order of definition
 * @param inputs the graph's inputs by name, in order
 * @param constants names of the graph's constants
 * @param outputs names that belong to the caller at the end, in order; a name may occur twice
 * @param mutationRealNames for the name that an in-place write gave a buffer, the buffer whose memory it is
 */
public record Schedule(
    List<Node> nodes,
    SequencedMap<String, Buffer> buffers,
    SequencedMap<String, Buffer> inputs,
    Set<String> constants,
    List<String> outputs,
    Map<String, String> mutationRealNames) {

  public Schedule {
    nodes = List.copyOf(nodes);
    buffers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(buffers));
    inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    constants = Set.copyOf(constants);
    outputs = List.copyOf(outputs);
    mutationRealNames = Map.copyOf(mutationRealNames);
  }

  /** The buffer whose memory {@code name} is: itself, unless an in-place write gave it that name. */
  public String realName(String name) {
    return mutationRealNames.getOrDefault(name, name);
  }

  /** Whether {@code name} is a buffer or an input of this graph, which constants and unknown names are not. */
  public boolean defines(String name) {
    return buffers.containsKey(name) || inputs.containsKey(name);
  }
}
