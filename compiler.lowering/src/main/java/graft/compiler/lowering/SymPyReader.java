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
    Index index = reader.expression(reader.next(), 0);
    if (reader.tokens.regionStart() != text.length()) {
      throw reader.unexpected("more text");
    }
    return index;
  }

  private Index expression(String head, int depth) {
    if (depth > 100) {
      throw unexpected("nesting deeper than 100");
    }
    if (head.matches("-?\\d+")) {
      return Index.of(Long.parseLong(head));
    }
    expect("(");
    if (head.equals("Symbol")) {
      return symbol();
    }
    List<Index> arguments = new ArrayList<>();
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

  private Index apply(String function, List<Index> arguments) {
    return switch (function + "/" + arguments.size()) {
      case "Integer/1" -> arguments.getFirst();
      case "FloorDiv/2", "CleanDiv/2" -> arguments.getFirst().quotient(arguments.get(1), List.of());
      case "Mod/2", "PythonMod/2" -> arguments.getFirst().remainder(arguments.get(1), List.of());
      case "Pow/2" -> power(arguments.getFirst(), arguments.get(1));
      default -> switch (function) {
        case "Add" -> arguments.stream().reduce(Index.of(0), Index::plus);
        case "Mul" -> Index.product(arguments);
        case "Max" -> largest(arguments);
        default -> throw unexpected(function + " of " + arguments.size() + " arguments");
      };
    };
  }

  /** The one that is surely at least as large as the others. */
  private Index largest(List<Index> arguments) {
    for (Index candidate : arguments) {
      if (arguments.stream().allMatch(other -> least(candidate.minus(other)) >= 0)) {
        return candidate;
      }
    }
    throw unexpected("a maximum of which none is surely the largest");
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
