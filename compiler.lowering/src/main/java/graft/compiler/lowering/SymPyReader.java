package graft.compiler.lowering;

import graft.compiler.api.loop.Index;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads size expressions as SymPy's {@code srepr} writes them: {@code Mul(Integer(2), Symbol('s0', integer=True))}. Not safe
 * for several threads.
 */
final class SymPyReader {

  /** A name, number or quoted string with what follows it up to the next; blanks fall away. */
  private static final Pattern TOKEN = Pattern.compile("\\s*([A-Za-z_]\\w*|-?\\d+|'[^']*'|[(),=])");

  /** More than any size. */
  private static final long BEYOND = 1L << 40;

  /** Of an expression that may be anything. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final String text;
  private final Matcher tokens;
  private final Set<Index> positive = new HashSet<>();

  private SymPyReader(String text) {
    this.text = text;
    this.tokens = TOKEN.matcher(text);
  }

  /**
   * The expression.
   *
   * @throws IllegalArgumentException if it is not one, or uses functions that sizes here do not have
   */
  static Index read(String text) {
    var reader = new SymPyReader(text);
    Fraction size = reader.expression(reader.next(), 0);
    if (reader.tokens.regionStart() != text.length()) {
      throw reader.unexpected("more text");
    }
    return reader.whole(size);
  }

  private Fraction expression(String head, int depth) {
    if (depth > 100) {
      throw unexpected("nesting deeper than 100");
    }
    if (head.matches("-?\\d+")) {
      return Fraction.of(Index.of(Long.parseLong(head)));
    }
    expect("(");
    if (head.equals("Symbol")) {
      return Fraction.of(symbol());
    }
    if (head.equals("Float")) {
      return decimal();
    }
    List<Fraction> arguments = new ArrayList<>();
    for (String token = next(); !token.equals(")"); token = next()) {
      if (!token.equals(",")) {
        arguments.add(expression(token, depth + 1));
      }
    }
    return apply(head, arguments);
  }

  private Index symbol() {
    var symbol = new Index.Symbol(next().replace("'", ""));
    for (String token = next(); !token.equals(")"); token = next()) {
      if (token.equals("positive")) {
        positive.add(symbol);
      }
    }
    return symbol;
  }

  private Fraction apply(String function, List<Fraction> arguments) {
    return switch (function + "/" + arguments.size()) {
      case "Integer/1", "ToFloat/1" -> arguments.getFirst();
      case "IntTrueDiv/2", "FloatTrueDiv/2" -> over(arguments.getFirst(), arguments.get(1));
      case "TruncToInt/1", "FloorToInt/1" -> Fraction.of(arguments.getFirst().floor());
      case "CeilToInt/1" -> Fraction.of(arguments.getFirst().ceiling());
      default -> switch (function) {
        case "Add" -> arguments.stream().reduce(Fraction.of(Index.of(0)), Fraction::plus);
        case "Mul" -> arguments.stream().reduce(Fraction.of(Index.of(1)), Fraction::times);
        default -> Fraction.of(ofWholes(function, arguments.stream().map(this::whole).toList()));
      };
    };
  }

  private Fraction over(Fraction size, Fraction divisor) {
    if (divisor.dividend() instanceof Index.Constant(long by) && by > 0) {
      return size.times(new Fraction(Index.of(divisor.divisor()), by));
    }
    throw unexpected("a quotient whose divisor is not a positive number");
  }

  private Index ofWholes(String function, List<Index> arguments) {
    return switch (function + "/" + arguments.size()) {
      case "FloorDiv/2", "CleanDiv/2" -> arguments.getFirst().quotient(arguments.get(1), List.of());
      case "Mod/2", "PythonMod/2" -> arguments.getFirst().remainder(arguments.get(1), List.of());
      case "Pow/2" -> power(arguments.getFirst(), arguments.get(1));
      default -> switch (function) {
        case "Max" -> arguments.stream().reduce(this::larger).orElseThrow(() -> unexpected("the largest of none"));
        case "Min" -> arguments.stream().reduce(this::smaller).orElseThrow(() -> unexpected("the smallest of none"));
        default -> throw unexpected(function + " of " + arguments.size() + " arguments");
      };
    };
  }

  private Index whole(Fraction size) {
    if (size.divisor() != 1) {
      throw unexpected("a size over " + size.divisor() + " that is not rounded");
    }
    return size.dividend();
  }

  private Fraction decimal() {
    String quoted = next().replace("'", "");
    for (String token = next(); !token.equals(")"); token = next()) {
      // Its precision, which is always that of double.
    }
    try {
      return Fraction.of(Double.parseDouble(quoted));
    } catch (IllegalArgumentException e) {
      throw unexpected(quoted + ", by which no size is multiplied");
    }
  }

  private Index larger(Index left, Index right) {
    return least(left.minus(right)) >= 0 ? left : right.plus(positivePart(left.minus(right)));
  }

  private Index smaller(Index left, Index right) {
    return least(left.minus(right)) >= 0 ? right : left.minus(positivePart(left.minus(right)));
  }

  /** x where positive, else 0: x times 1 + x // 2⁴⁰, which is 1 or 0 since sizes are smaller. */
  private Index positivePart(Index index) {
    if (least(index.times(Index.of(-1))) >= 0) {
      return Index.of(0);
    }
    return index.times(index.quotient(Index.of(BEYOND), List.of()).plus(Index.of(1)));
  }

  /** What an expression is at least, as far as is known, symbols being sizes. */
  private long least(Index index) {
    return switch (index) {
      case Index.Constant(long value) -> value;
      case Index.Symbol symbol -> positive.contains(symbol) ? 1 : 0;
      case Index.Sum sum -> sum.terms().stream().mapToLong(this::least).reduce(0, SymPyReader::added);
      case Index.Product product -> {
        long least = product.coefficient();
        for (Index atom : product.atoms()) {
          long factor = least(atom);
          least = least < 0 || factor < 0 ? UNKNOWN : least * factor;
        }
        yield least;
      }
      case Index.Quotient(Index dividend, Index.Constant(long by)) when least(dividend) != UNKNOWN ->
        Math.floorDiv(least(dividend), by);
      case Index.Remainder _ -> 0;
      case Index.Quotient _,Index.Axis _,Index.Element _ -> UNKNOWN;
    };
  }

  private static long added(long left, long right) {
    return left == UNKNOWN || right == UNKNOWN ? UNKNOWN : left + right;
  }

  private Index power(Index base, Index exponent) {
    if (exponent instanceof Index.Constant number && number.value() >= 0 && number.value() <= 16) {
      return Index.product(Collections.nCopies((int) number.value(), base));
    }
    throw unexpected("a power with exponent " + exponent);
  }

  private void expect(String token) {
    String found = next();
    if (!found.equals(token)) {
      throw unexpected(found);
    }
  }

  private String next() {
    if (!tokens.lookingAt()) {
      throw unexpected("the end, or a character that none of its expressions has");
    }
    String token = tokens.group(1);
    tokens.region(tokens.end(), text.length());
    return token;
  }

  private IllegalArgumentException unexpected(String found) {
    return new IllegalArgumentException(
        "size expression " + text + ": position " + tokens.regionStart() + ": found " + found);
  }
}
