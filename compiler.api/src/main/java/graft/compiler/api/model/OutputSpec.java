package graft.compiler.api.model;

/** What an output of the graph stands for. Mutations come before what the user gets. */
public sealed interface OutputSpec {

  /** Returned to the caller: a value of the graph or a constant. */
  record UserOutput(Argument value) implements OutputSpec {}

  /** The new content of a buffer. */
  record BufferMutation(String tensor, String buffer) implements OutputSpec {}

  /** The new content of a parameter. */
  record ParameterMutation(String tensor, String parameter) implements OutputSpec {}

  /**
   * The new content of a tensor that the caller passed.
   *
   * @param input the graph's name of that input
   */
  record UserInputMutation(String tensor, String input) implements OutputSpec {}

  /** An effect token: orders calls with side effects, holds nothing. */
  record Token(String name) implements OutputSpec {}
}
