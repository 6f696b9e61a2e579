package graft.compiler.api.stage;

/**
 * Whether a node stays in a partition or is split out into the caller, and why.
 *
 * @param split true to split it out
 * @param rule the rule that decided, for example {@code not-on-gpu}
 * @param reason the rule applied to this node, for people
 */
public record Verdict(boolean split, String rule, String reason) {

  /** The node may be captured. */
  public static final Verdict KEEP = new Verdict(false, "keep", "nothing speaks against capturing it");

  /** The node is split out. */
  public static Verdict split(String rule, String reason) {
    return new Verdict(true, rule, reason);
  }
}
