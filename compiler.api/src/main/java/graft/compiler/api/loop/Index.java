package graft.compiler.api.loop;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * An integer expression over loop axes and size symbols: an extent, a stride or the offset of an element.
 *
 * <p>Made by the methods here, every expression is in normal form: a sum of products of atoms, like terms collected, in a fixed
 * order. So two expressions that are equal as polynomials over their atoms are equal values.
 */
public sealed interface Index {

  /** A number. */
  record Constant(long value) implements Index {

    private static final Constant ZERO = new Constant(0);
    private static final Constant ONE = new Constant(1);
  }

  /** A size symbol, known when the program runs. */
  record Symbol(String name) implements Index {}

  /** The variable of a loop; a nest numbers its loops from 0, the reduced ones last. */
  record Axis(int number) implements Index {}

  /** At least two terms, none of them a sum. */
  record Sum(List<Index> terms) implements Index {

    public Sum {
      terms = List.copyOf(terms);
    }
  }

  /**
   * A coefficient, not 0, times atoms: symbols, axes, quotients, remainders and elements. At least one atom, and two where the
   * coefficient is 1.
   */
  record Product(long coefficient, List<Index> atoms) implements Index {

    public Product {
      atoms = List.copyOf(atoms);
    }
  }

  /** The quotient rounded down; the divisor is positive. */
  record Quotient(Index dividend, Index divisor) implements Index {}

  /** The remainder of {@link Quotient}, never negative. */
  record Remainder(Index dividend, Index divisor) implements Index {}

  /**
   * An index that is read from memory. Negative values count from the end; a value outside {@code -size} to {@code size - 1}
   * ends the run with an error.
   *
   * @param value an integer expression
   * @param size extent of the dimension that it indexes
   */
  record Element(Expression value, Index size) implements Index {}

  /** A number. */
  static Index of(long value) {
    return value == 0 ? Constant.ZERO : value == 1 ? Constant.ONE : new Constant(value);
  }

  /** A loop's variable. */
  static Index axis(int number) {
    return new Axis(number);
  }

  /** This and {@code other} added. */
  default Index plus(Index other) {
    if (isConstant(0) || other.isConstant(0)) {
      return isConstant(0) ? other : this;
    }
    return Polynomial.of(this).plus(Polynomial.of(other)).toIndex();
  }

  /** {@code other} taken from this. */
  default Index minus(Index other) {
    return plus(other.times(of(-1)));
  }

  /** This times {@code other}. */
  default Index times(Index other) {
    if (isConstant(1) || other.isConstant(1)) {
      return isConstant(1) ? other : this;
    }
    return Polynomial.of(this).times(Polynomial.of(other)).toIndex();
  }

  /**
   * The quotient rounded down.
   *
   * @param divisor positive
   * @param extents extent of each axis as far as known, by its number: what is smaller than the divisor falls away
   */
  default Index quotient(Index divisor, List<Index> extents) {
    return Division.of(this, divisor, extents).quotient();
  }

  /** The remainder of {@link #quotient}. */
  default Index remainder(Index divisor, List<Index> extents) {
    return Division.of(this, divisor, extents).remainder();
  }

  /**
   * The same with every axis replaced, inside elements too.
   *
   * @param axes what stands for each axis
   * @param extents extents of the axes that these bring, by number, as far as known
   */
  default Index substitute(Function<Axis, Index> axes, List<Index> extents) {
    return Substitution.apply(this, axes, extents);
  }

  /**
   * The value for given sizes.
   *
   * @param symbols the value of each size symbol
   * @throws IllegalArgumentException if this depends on a loop or on memory
   */
  default long evaluate(ToLongFunction<Symbol> symbols) {
    return switch (this) {
      case Constant constant -> constant.value();
      case Symbol symbol -> symbols.applyAsLong(symbol);
      case Sum sum -> sum.terms().stream().mapToLong(term -> term.evaluate(symbols)).reduce(0, Math::addExact);
      case Product product ->
        product.atoms().stream().mapToLong(atom -> atom.evaluate(symbols)).reduce(product.coefficient(),
            Math::multiplyExact);
      case Quotient(Index dividend, Index divisor) ->
        Math.floorDiv(dividend.evaluate(symbols), divisor.evaluate(symbols));
      case Remainder(Index dividend, Index divisor) ->
        Math.floorMod(dividend.evaluate(symbols), divisor.evaluate(symbols));
      case Axis axis -> throw new IllegalArgumentException("depends on " + axis);
      case Element element -> throw new IllegalArgumentException("depends on " + element);
    };
  }

  /** Whether this is that number. */
  default boolean isConstant(long value) {
    return this instanceof Constant constant && constant.value() == value;
  }

  /** The product of all; 1 of none. */
  static Index product(List<Index> factors) {
    Index result = of(1);
    for (Index factor : factors) {
      result = result.times(factor);
    }
    return result;
  }

  /** Hands every part of this, itself first, to the consumer of its kind; from the outside in and from left to right. */
  default void forEachPart(Consumer<Expression> expressions, Consumer<Index> indexes) {
    new Traversal(expressions, indexes).visit(this);
  }

  /** As PyTorch prints expressions: {@code 64*s0 + 1}. */
  default String text() {
    return Notation.of(this);
  }
}
