package graft.compiler.jvm.loops;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Index;
import graft.compiler.api.tensor.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Makes values of one nest's expressions. */
final class NestValues {

  /** Terms that change in outer loops come first, so that what is constant in an inner loop is one value. */
  private static final Comparator<Value> OUTERMOST_FIRST =
      Comparator.<Value>comparingInt(value -> Long.numberOfLeadingZeros(value.axes())).reversed();

  private final Values values;
  private final ToIntFunction<String> symbols;
  private final List<Value> axes;
  private final Function<Load, Value> loads;
  private final IdentityHashMap<Expression, Value> known = new IdentityHashMap<>();

  /**
   * A nest.
   *
   * @param symbols the place of each size symbol
   * @param axes what stands for each axis
   * @param loads what stands for a load, made with {@link #address}
   */
  NestValues(Values values, ToIntFunction<String> symbols, List<Value> axes, Function<Load, Value> loads) {
    this.values = values;
    this.symbols = symbols;
    this.axes = axes;
    this.loads = loads;
  }

  Value expression(Expression expression) {
    Value value = known.get(expression);
    if (value == null) {
      value = make(expression);
      known.put(expression, value);
    }
    return value;
  }

  private Value make(Expression expression) {
    return switch (expression) {
      case Load load -> loads.apply(load);
      case Expression.Real real -> values.real(rounded(real.value(), real.type()), real.type());
      case Expression.Whole whole -> values.whole(wrapped(whole.value(), whole.type()), whole.type());
      case Expression.Position position -> values.cast(index(position.index()), position.type());
      case Expression.Cast cast -> values.cast(expression(cast.value()), cast.type());
      case Expression.Unary unary -> values.unary(unary.function(), expression(unary.value()));
      case Expression.Binary binary ->
        values.binary(binary.function(), expression(binary.left()), expression(binary.right()));
      case Expression.Choice choice ->
        values.choice(expression(choice.condition()), expression(choice.then()), expression(choice.otherwise()));
    };
  }

  Value index(Index index) {
    return address(index, 1);
  }

  /** An offset in bytes. */
  Value address(Index index, int bytes) {
    List<Value> terms = new ArrayList<>();
    for (Index term : Linear.terms(index)) {
      terms.add(term(term, bytes));
    }
    return combined(BinaryFunction.ADD, values.index(0), terms);
  }

  private Value term(Index term, int bytes) {
    return switch (term) {
      case Index.Constant constant -> values.index(constant.value() * bytes);
      case Index.Product product -> {
        List<Value> factors = new ArrayList<>();
        product.atoms().forEach(atom -> factors.add(atom(atom)));
        yield combined(BinaryFunction.MUL, values.index(product.coefficient() * bytes), factors);
      }
      default -> values.binary(BinaryFunction.MUL, values.index(bytes), atom(term));
    };
  }

  private Value combined(BinaryFunction function, Value start, List<Value> parts) {
    parts.sort(OUTERMOST_FIRST);
    Value result = start;
    for (Value part : parts) {
      result = values.binary(function, result, part);
    }
    return result;
  }

  private Value atom(Index atom) {
    return switch (atom) {
      case Index.Symbol symbol -> values.symbol(symbols.applyAsInt(symbol.name()));
      case Index.Axis axis -> axes.get(axis.number());
      case Index.Quotient(Index dividend, Index divisor) ->
        values.binary(BinaryFunction.FLOOR_DIV, index(dividend), index(divisor));
      case Index.Remainder(Index dividend, Index divisor) ->
        values.binary(BinaryFunction.REMAINDER, index(dividend), index(divisor));
      case Index.Element(Expression value, Index size) ->
        values.element(values.cast(expression(value), DataType.INT64), index(size));
      default -> index(atom);
    };
  }

  private static double rounded(double value, DataType type) {
    return Rounding.real(type, value);
  }

  private static long wrapped(long value, DataType type) {
    return Rounding.whole(type, value);
  }
}
