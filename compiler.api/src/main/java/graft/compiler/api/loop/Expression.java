package graft.compiler.api.loop;

import graft.compiler.api.loop.Index.Axis;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The value of one element, with its type. Every step is rounded to its type as PyTorch rounds; {@code float16} and
 * {@code bfloat16} are stored, loaded and cast, and computed in {@code float32}.
 */
public sealed interface Expression {

  /** Type of the value. */
  DataType type();

  /**
   * An element of a buffer.
   *
   * @param buffer the buffer's name, or that of a graph input or constant: the one whose memory it is
   * @param offset where in it, in elements of {@code type}
   */
  record Load(String buffer, Index offset, DataType type) implements Expression {}

  /** A floating point number. */
  record Real(double value, DataType type) implements Expression {}

  /** An integer, or a truth value as 0 or 1. */
  record Whole(long value, DataType type) implements Expression {}

  /** The value of an index expression. */
  record Position(Index index, DataType type) implements Expression {}

  /** Converted to another type as PyTorch's {@code to} does. */
  record Cast(Expression value, DataType type) implements Expression {}

  /** A function of one value. */
  record Unary(UnaryFunction function, Expression value) implements Expression {

    @Override
    public DataType type() {
      return function.isTest() ? DataType.BOOL : value.type();
    }
  }

  /** A function of two values of one type. */
  record Binary(BinaryFunction function, Expression left, Expression right) implements Expression {

    public Binary {
      if (left.type() != right.type()) {
        throw new IllegalArgumentException(function + " of " + left.type() + " and " + right.type());
      }
    }

    @Override
    public DataType type() {
      return function.isComparison() ? DataType.BOOL : left.type();
    }
  }

  /** One of two values of one type. What is not chosen is not evaluated, so it may lie outside its buffer. */
  record Choice(Expression condition, Expression then, Expression otherwise) implements Expression {

    public Choice {
      if (condition.type() != DataType.BOOL || then.type() != otherwise.type()) {
        throw new IllegalArgumentException(condition.type() + " chooses " + then.type() + " or " + otherwise.type());
      }
    }

    @Override
    public DataType type() {
      return then.type();
    }
  }

  /** The same with every axis replaced, as {@link Index#substitute} does. */
  default Expression substitute(Function<Axis, Index> axes, List<Index> extents) {
    return Substitution.apply(this, axes, extents);
  }

  /** Hands every part of this, itself first, to the consumer of its kind; from the outside in and from left to right. */
  default void forEachPart(Consumer<Expression> expressions, Consumer<Index> indexes) {
    new Traversal(expressions, indexes).visit(this);
  }
}
