package graft.compiler.api.model;

import graft.compiler.api.schedule.Operator;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One call of an operator.
 *
 * @param target the operator. {@code torch.ops.aten.add.Tensor} is {@code aten::add}, overload {@code Tensor}; a higher-order
 *     operator has namespace {@code higher_order} and overload {@code default}; a function of Python has its module as
 *     namespace: {@code _operator::mul}
 * @param inputs what is passed, in order; those left at their default are not here
 * @param outputs what it defines: {@link Argument.Tensor}, {@link Argument.Tensors} for a list of results,
 *     {@link Argument.OptionalTensors}, {@link Argument.Symbol}, or {@link Argument.None} where it returns nothing
 * @param metadata where it comes from, for people: {@code nn_module_stack}, {@code torch_fn}, {@code stack_trace}
 */
public record OperatorCall(
    Operator target, List<NamedArgument> inputs, List<Argument> outputs, SequencedMap<String, String> metadata) {

  public OperatorCall {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
  }

  /** The argument of that name in the operator's schema, where it is passed. */
  public Optional<Argument> input(String name) {
    for (NamedArgument input : inputs) {
      if (input.name().equals(name)) {
        return Optional.of(input.value());
      }
    }
    return Optional.empty();
  }

  /**
   * An argument that is passed.
   *
   * @param name its name in the operator's schema; empty for a positional argument of a higher-order operator
   * @param value what is passed
   * @param keyword whether it is passed by name
   */
  public record NamedArgument(String name, Argument value, boolean keyword) {}
}
