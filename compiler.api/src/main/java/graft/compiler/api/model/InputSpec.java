package graft.compiler.api.model;

/** What an input of the graph stands for. */
public sealed interface InputSpec {

  /**
   * Passed by the caller.
   *
   * @param value the graph's value; {@link Argument.Tensor} or {@link Argument.Symbol}
   */
  record UserInput(Argument value) implements InputSpec {}

  /** Passed by the caller, but fixed when the model was exported: the caller must pass the same. */
  record ConstantInput(String name, Argument value) implements InputSpec {}

  /** An effect token: orders calls with side effects, holds nothing. */
  record Token(String name) implements InputSpec {}

  /** Part of the model: {@link ExportedModel#state} holds it under {@link #name}. */
  sealed interface State extends InputSpec {

    /** The graph's tensor. */
    String tensor();

    /** The name in the model: {@code layers.0.weight}. */
    String name();
  }

  /** A parameter. */
  record Parameter(String tensor, String name) implements State {}

  /**
   * A buffer.
   *
   * @param persistent whether it belongs to the model's saved state
   */
  record Buffer(String tensor, String name, boolean persistent) implements State {}

  /** A tensor that the exporter found in the code. */
  record TensorConstant(String tensor, String name) implements State {}
}
