package graft.compiler.api.plan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one function before memory planning.
 *
 * @param partition the partition function's name, {@code partition_0} and on; null for the caller
 * @param lines in order
 * @param removedBuffers buffers that code generation removed
 */
public record FunctionLines(@Nullable String partition, List<Line> lines, Set<String> removedBuffers) {

  public FunctionLines {
    lines = List.copyOf(lines);
    removedBuffers = Set.copyOf(removedBuffers);
  }
}
