package graft.compiler.console;

/** Words that a command does not take; the message says in one line what is wrong with them. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Wrong words. */
  public UsageException(String message) {
    super(message);
  }
}
