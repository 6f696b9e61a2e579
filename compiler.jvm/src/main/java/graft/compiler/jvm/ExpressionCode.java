package graft.compiler.jvm;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Binary;
import graft.compiler.api.loop.Expression.Cast;
import graft.compiler.api.loop.Expression.Choice;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Expression.Position;
import graft.compiler.api.loop.Expression.Unary;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Compiles expressions of one loop nest into closures. The reference for every faster kernel: each step is computed in double
 * precision or 64 bits, and rounded or wrapped to its type.
 */
final class ExpressionCode {

  private final ToIntFunction<String> symbols;
  private final ToIntFunction<String> buffers;

  /**
   * A compiler.
   *
   * @param symbols the place of each size symbol in a {@link Point}
   * @param buffers the place of each buffer in a {@link Point}
   */
  ExpressionCode(ToIntFunction<String> symbols, ToIntFunction<String> buffers) {
    this.symbols = symbols;
    this.buffers = buffers;
  }

  Code.Real real(Expression expression) {
    if (code(expression) instanceof Code.Real real) {
      return real;
    }
    throw new IllegalArgumentException(expression.type() + " where a floating point value is expected");
  }

  Code.Whole whole(Expression expression) {
    if (code(expression) instanceof Code.Whole whole) {
      return whole;
    }
    throw new IllegalArgumentException(expression.type() + " where an integer is expected");
  }

  private Code code(Expression expression) {
    boolean isReal = expression.type().isFloatingPoint();
    return switch (expression) {
      case Load load -> load(load);
      case Expression.Real constant -> {
        double value = Elements.round(constant.type(), constant.value());
        yield (Code.Real) point -> value;
      }
      case Expression.Whole constant -> {
        long value = Elements.wrap(constant.type(), constant.value());
        yield (Code.Whole) point -> value;
      }
      case Position position -> cast(index(position.index()), DataType.INT64, position.type());
      case Cast cast -> cast(code(cast.value()), cast.value().type(), cast.type());
      case Unary unary -> unary(unary);
      case Binary binary when binary.function().isComparison() -> comparison(binary);
      case Binary binary when isReal ->
        RealFunctions.binary(binary.function(), real(binary.left()), real(binary.right()), binary.type());
      case Binary binary ->
        WholeFunctions.binary(binary.function(), whole(binary.left()), whole(binary.right()), binary.type());
      case Choice choice -> choice(choice, isReal);
    };
  }

  private Code load(Load load) {
    Code.Whole offset = index(load.offset());
    int slot = buffers.applyAsInt(load.buffer());
    if (load.type().isFloatingPoint()) {
      Elements.RealReader reader = Elements.realReader(load.type());
      return (Code.Real) point -> reader.read(point.memory(slot), offset.at(point));
    }
    Elements.WholeReader reader = Elements.wholeReader(load.type());
    return (Code.Whole) point -> reader.read(point.memory(slot), offset.at(point));
  }

  private Code choice(Choice choice, boolean isReal) {
    Code.Whole condition = whole(choice.condition());
    if (isReal) {
      Code.Real then = real(choice.then());
      Code.Real otherwise = real(choice.otherwise());
      return (Code.Real) point -> condition.at(point) != 0 ? then.at(point) : otherwise.at(point);
    }
    Code.Whole then = whole(choice.then());
    Code.Whole otherwise = whole(choice.otherwise());
    return (Code.Whole) point -> condition.at(point) != 0 ? then.at(point) : otherwise.at(point);
  }

  private Code unary(Unary unary) {
    if (!unary.value().type().isFloatingPoint()) {
      return WholeFunctions.unary(unary.function(), whole(unary.value()), unary.value().type());
    }
    Code.Real value = real(unary.value());
    return switch (unary.function()) {
      case ISNAN -> (Code.Whole) point -> Double.isNaN(value.at(point)) ? 1 : 0;
      case ISINF -> (Code.Whole) point -> Double.isInfinite(value.at(point)) ? 1 : 0;
      default -> RealFunctions.unary(unary.function(), value, unary.type());
    };
  }

  private Code.Whole comparison(Binary binary) {
    if (binary.left().type().isFloatingPoint()) {
      return RealFunctions.comparison(binary.function(), real(binary.left()), real(binary.right()));
    }
    return WholeFunctions.comparison(binary.function(), whole(binary.left()), whole(binary.right()));
  }

  private static Code cast(Code value, DataType from, DataType to) {
    return switch (value) {
      case Code.Real real when to.isFloatingPoint() ->
        (Code.Real) point -> Elements.round(to, real.at(point));
      case Code.Real real when to == DataType.BOOL -> (Code.Whole) point -> real.at(point) == 0 ? 0 : 1;
      case Code.Real real -> (Code.Whole) point -> Elements.wrap(to, (long) real.at(point));
      case Code.Whole whole when to == DataType.FLOAT32 -> (Code.Real) point -> (float) whole.at(point);
      case Code.Whole whole when to.isFloatingPoint() ->
        (Code.Real) point -> Elements.round(to, (double) whole.at(point));
      case Code.Whole whole when to == from -> whole;
      case Code.Whole whole -> (Code.Whole) point -> Elements.wrap(to, whole.at(point));
    };
  }

  /** The value of an index expression. */
  Code.Whole index(Index index) {
    return switch (index) {
      case Index.Constant constant -> {
        long value = constant.value();
        yield point -> value;
      }
      case Index.Symbol symbol -> {
        int slot = symbols.applyAsInt(symbol.name());
        yield point -> point.symbol(slot);
      }
      case Index.Axis axis -> {
        int number = axis.number();
        yield point -> point.axes()[number];
      }
      case Index.Sum sum -> sum(sum.terms());
      case Index.Product product -> product(product);
      case Index.Quotient(Index dividend, Index divisor) ->
        WholeFunctions.binary(BinaryFunction.FLOOR_DIV, index(dividend), index(divisor), DataType.INT64);
      case Index.Remainder(Index dividend, Index divisor) ->
        WholeFunctions.binary(BinaryFunction.REMAINDER, index(dividend), index(divisor), DataType.INT64);
      case Index.Element(Expression value, Index size) -> element(whole(value), index(size));
    };
  }

  private Code.Whole sum(List<Index> terms) {
    Code.Whole first = index(terms.getFirst());
    if (terms.size() == 1) {
      return first;
    }
    Code.Whole rest = sum(terms.subList(1, terms.size()));
    return point -> first.at(point) + rest.at(point);
  }

  private Code.Whole product(Index.Product product) {
    long coefficient = product.coefficient();
    Code.Whole result = index(product.atoms().getFirst());
    for (Index atom : product.atoms().subList(1, product.atoms().size())) {
      Code.Whole left = result;
      Code.Whole right = index(atom);
      result = point -> left.at(point) * right.at(point);
    }
    Code.Whole atoms = result;
    return point -> coefficient * atoms.at(point);
  }

  private static Code.Whole element(Code.Whole value, Code.Whole size) {
    return point -> {
      long index = value.at(point);
      long extent = size.at(point);
      if (index < -extent || index >= extent) {
        throw new IndexOutOfBoundsException("index " + index + " is out of bounds for a dimension of size " + extent);
      }
      return index < 0 ? index + extent : index;
    };
  }
}
