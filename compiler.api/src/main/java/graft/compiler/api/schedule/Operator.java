package graft.compiler.api.schedule;

import java.util.Collection;

/**
 * The operator that an extern call invokes, named as PyTorch names it.
 *
 * @param packet {@code namespace::op}
 * @param overload the overload's name, {@code default} for the unnamed one
 */
public record Operator(String packet, String overload) {

  /** {@code namespace::op.overload}, also for the default overload. */
  public String qualifiedName() {
    return packet + '.' + overload;
  }

  /** Whether one of {@code names} is this operator's packet, or its packet and overload. */
  public boolean isNamedIn(Collection<String> names) {
    return !names.isEmpty() && (names.contains(packet) || names.contains(qualifiedName()));
  }
}
