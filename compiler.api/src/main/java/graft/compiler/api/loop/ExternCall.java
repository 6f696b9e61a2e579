package graft.compiler.api.loop;

import graft.compiler.api.schedule.Operator;
import java.util.List;

/**
 * Calls a kernel that is not made of loops: a library's, or a custom operator's.
 *
 * @param operator what is called
 * @param operands what is passed, by the names of the operator's schema
 * @param results what it makes. Where the node's buffer has memory of its own, the one view of it, to be written; where the
 *     buffer is a tuple, its elements, allocated by the call, without a buffer's memory behind them yet; empty where it only
 *     writes into its operands
 * @param allocates whether the call itself makes its results
 */
public record ExternCall(Operator operator, List<NamedOperand> operands, List<TensorView> results,
    boolean allocates) implements Body {

  public ExternCall {
    operands = List.copyOf(operands);
    results = List.copyOf(results);
  }

  /** An operand by the name that the operator's schema gives it. */
  public record NamedOperand(String name, Operand operand) {}
}
