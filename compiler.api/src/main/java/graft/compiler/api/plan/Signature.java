package graft.compiler.api.plan;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a partition takes and returns; all orders are part of the result.
 *
 * @param inputs names of the buffers and graph inputs that the caller passes
 * @param outputs names of the buffers that it returns
 * @param deallocated those inputs that it frees; the others stay with the caller
 * @param skipCudagraph whether it was split out and stays in the caller
 * @param constants those names it touches that are graph constants
 * @param symbols size symbols that it needs, sorted
 */
public record Signature(
    List<String> inputs,
    List<String> outputs,
    Set<String> deallocated,
    boolean skipCudagraph,
    List<String> constants,
    List<String> symbols) {

  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    deallocated = Set.copyOf(deallocated);
    constants = List.copyOf(constants);
    symbols = List.copyOf(symbols);
  }

  /** The same without the buffers that code generation removed, as the generated function has it. */
  public Signature without(Set<String> removedBuffers) {
    if (removedBuffers.isEmpty()) {
      return this;
    }
    return new Signature(
        kept(inputs, removedBuffers),
        kept(outputs, removedBuffers),
        Set.copyOf(kept(deallocated, removedBuffers)),
        skipCudagraph,
        kept(constants, removedBuffers),
        symbols);
  }

  private static List<String> kept(Collection<String> names, Set<String> removed) {
    return names.stream().filter(name -> !removed.contains(name)).toList();
  }
}
