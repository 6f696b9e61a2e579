package graft.compiler.jvm.loops;

import graft.compiler.api.tensor.DataType;
import java.util.List;

/**
 * A value that a kernel computes, a node of its data flow. Made by {@link Values}, where equal ones are one object. Index
 * arithmetic is in {@code int64}.
 */
final class Value {

  /** What kind of value it is; in brackets its detail. */
  enum Kind {
    /** A number (Long or Double). */
    CONSTANT,
    /** A size symbol (its place). */
    SYMBOL,
    /** A loop's variable (its depth). */
    AXIS,
    /** Which value of a vector this is, from 0, in a loop that is done in vectors (its depth); 0 where none is. */
    LANE,
    /** Read from memory (which) at an offset in bytes. */
    LOAD,
    /** An index read from memory, checked against a size. */
    ELEMENT,
    CAST,
    /** (a {@code UnaryFunction}). */
    UNARY,
    /** (a {@code BinaryFunction}). */
    BINARY,
    /** The second or the third, as the first says; the other is not computed. */
    CHOICE,
    /** What an earlier nest of the kernel computed at the same point of the shared loops (its number). */
    RESULT
  }

  /** What makes a value equal to another: inputs by identity. */
  record Form(Kind kind, DataType type, Object detail, List<Integer> inputs) {}

  private final int number;
  private final Form form;
  private final List<Value> inputs;
  private final long axes;
  private final boolean isSafe;
  private final boolean isPinned;
  private int uses;

  /**
   * A value.
   *
   * @param number place among the kernel's values, after its inputs
   * @param axes the loops on which it depends, a bit each by depth
   * @param isSafe whether it may be computed where it is not needed: it cannot fail
   * @param isPinned whether it reads what the kernel itself writes
   */
  Value(int number, Form form, List<Value> inputs, long axes, boolean isSafe, boolean isPinned) {
    this.number = number;
    this.form = form;
    this.inputs = inputs;
    this.axes = axes;
    this.isSafe = isSafe;
    this.isPinned = isPinned;
    for (Value input : inputs) {
      input.uses++;
    }
  }

  int number() {
    return number;
  }

  Form form() {
    return form;
  }

  Kind kind() {
    return form.kind();
  }

  DataType type() {
    return form.type();
  }

  Object detail() {
    return form.detail();
  }

  List<Value> inputs() {
    return inputs;
  }

  Value input(int number) {
    return inputs.get(number);
  }

  /** The loops on which it depends, a bit each by depth. */
  long axes() {
    return axes;
  }

  /** Whether it is the same in all rounds of the loops from a depth on. */
  boolean isInvariant(int depth) {
    return depth >= Long.SIZE || axes >>> depth == 0;
  }

  boolean isSafe() {
    return isSafe;
  }

  boolean isPinned() {
    return isPinned;
  }

  /** How many other values need it. */
  int uses() {
    return uses;
  }

  boolean isConstant(long value) {
    return detail() instanceof Long whole && kind() == Kind.CONSTANT && whole == value;
  }
}
