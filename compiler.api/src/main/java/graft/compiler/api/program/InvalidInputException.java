package graft.compiler.api.program;

import graft.compiler.api.compile.CompileException;

/** A tensor that a model cannot take. */
public final class InvalidInputException extends CompileException {

  private static final long serialVersionUID = 1L;

  /** The code of all such failures. */
  public static final String CODE = "bad-input";

  /**
   * An input that does not fit.
   *
   * @param model the model's name
   * @param input the input's name
   * @param problem what was found and what the model expects
   */
  public InvalidInputException(String model, String input, String problem) {
    super(CODE, model + ": input " + input + ": " + problem);
  }
}
