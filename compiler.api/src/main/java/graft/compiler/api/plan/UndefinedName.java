package graft.compiler.api.plan;

/**
 * A finding of the verifier: a function uses a name that it has not, or no more.
 *
 * @param function {@code partition_0} and on, or {@link #CALLER}
 * @param buffer the name
 */
public record UndefinedName(String function, String buffer) {

  /** Stands for the caller. */
  public static final String CALLER = "call";
}
