package graft.compiler.api.model;

import graft.compiler.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A model as {@code torch.export.save} wrote it.
 *
 * <p>The weights are views of the mapped file, read-only, and stay valid as long as anything refers to them: nobody closes them,
 * and the mapping goes with the last reference. The file must not be changed in place meanwhile; replacing it is fine.
 *
 * @param name the archive's name, without folder and {@code .pt2}
 * @param torch the version that exported it, for example {@code 2.9.0+cu128}
 * @param graph the operators
 * @param inputs what each of the graph's inputs stands for, in their order
 * @param outputs what each of the graph's outputs stands for, in their order
 * @param state parameters, buffers and tensor constants by the names that {@link InputSpec.State#name} uses
 * @param ranges for each size symbol, the values it may take
 * @param guards further conditions on the inputs, as Python expressions
 */
public record ExportedModel(
    String name,
    String torch,
    Graph graph,
    List<InputSpec> inputs,
    List<OutputSpec> outputs,
    SequencedMap<String, Tensor> state,
    SequencedMap<String, SymbolRange> ranges,
    List<String> guards) {

  public ExportedModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    state = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(state));
    ranges = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(ranges));
    guards = List.copyOf(guards);
  }

  /**
   * A parameter, buffer or constant.
   *
   * @throws IllegalArgumentException if the model has none of that name
   */
  public Tensor tensor(String name) {
    Tensor tensor = state.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the model has no parameter, buffer or constant named " + name);
    }
    return tensor;
  }
}
