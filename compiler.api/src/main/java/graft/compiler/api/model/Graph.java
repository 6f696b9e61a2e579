package graft.compiler.api.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Operators in execution order over named values. Every name is defined once, by an input or by a call before its first use.
 *
 * @param inputs the values it takes; a constant where the exporter fixed an input
 * @param calls in execution order
 * @param outputs what it returns
 * @param values what is known of each value, by name
 */
public record Graph(
    List<Argument> inputs,
    List<OperatorCall> calls,
    List<Argument> outputs,
    SequencedMap<String, ValueMeta> values) {

  public Graph {
    inputs = List.copyOf(inputs);
    calls = List.copyOf(calls);
    outputs = List.copyOf(outputs);
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /**
   * What is known of a tensor.
   *
   * @throws IllegalArgumentException if no value of that name is a tensor
   */
  public TensorMeta tensor(String name) {
    if (values.get(name) instanceof TensorMeta meta) {
      return meta;
    }
    throw new IllegalArgumentException("no tensor is named " + name);
  }
}
