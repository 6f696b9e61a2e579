package graft.compiler.api.compile;

/** A compile that cannot be done. The message is one line for people; the code is for programs. */
public class CompileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A failure with its reason.
   *
   * @param code stable and short, for example {@code bad-input}
   * @param message one line that names the place and what was expected
   */
  public CompileException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Stable and short, for example {@code bad-input}. */
  public String code() {
    return code;
  }
}
