package graft.compiler.console;

import graft.compiler.console.text.WholeNumber;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/** The words of one command, sorted. */
public final class Arguments {

  private static final Pattern OPERATOR = Pattern.compile("\\w+::\\w+(\\.\\w+)?");

  private final CommandLine words;

  Arguments(CommandLine words) {
    this.words = words;
  }

  /** Whether the option is there. */
  public boolean has(String option) {
    return words.hasOption(option);
  }

  /** Whether failures are to show their stack trace. */
  public boolean debug() {
    return has(Usage.DEBUG);
  }

  /** The option's value, null where it is absent. */
  public @Nullable String value(String option) {
    return words.getOptionValue(option);
  }

  /** The values of an option that may be repeated, in order. */
  public List<String> values(String option) {
    String[] values = words.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  /**
   * The values of an option that names operators and may be repeated, in order.
   *
   * @throws UsageException if one is no operator's name
   */
  public List<String> operators(String option) {
    List<String> operators = values(option);
    for (String operator : operators) {
      if (!OPERATOR.matcher(operator).matches()) {
        throw new UsageException(
            "--" + option + " takes namespace::op or namespace::op.overload, not " + operator);
      }
    }
    return operators;
  }

  /**
   * The option's value as a whole number from 1; 1 where it is absent.
   *
   * @throws UsageException if it is something else
   */
  public int count(String option) {
    return optionalCount(option).orElse(1);
  }

  /**
   * The option's value as a whole number from 1; nothing where it is absent.
   *
   * @throws UsageException if it is something else
   */
  public OptionalInt optionalCount(String option) {
    String value = words.getOptionValue(option);
    if (value == null) {
      return OptionalInt.empty();
    }
    long count = WholeNumber.parse(value).orElse(0);
    if (count >= 1 && count <= Integer.MAX_VALUE) {
      return OptionalInt.of((int) count);
    }
    throw new UsageException("--" + option + " takes a whole number of at least 1, not " + value);
  }

  /**
   * What is no option, at least one word.
   *
   * @param what what the words are, in the synopsis's terms
   * @throws UsageException if there is none
   */
  public List<String> operands(String what) {
    if (words.getArgList().isEmpty()) {
      throw new UsageException("needs a " + what);
    }
    return words.getArgList();
  }

  /**
   * What is no option, one word at most; null where there is none.
   *
   * @throws UsageException if there are more
   */
  public @Nullable String operand() {
    noOperandsFrom(1);
    return words.getArgList().isEmpty() ? null : words.getArgList().getFirst();
  }

  /**
   * Makes sure that there is nothing but options.
   *
   * @throws UsageException if there is
   */
  public void noOperands() {
    noOperandsFrom(0);
  }

  private void noOperandsFrom(int count) {
    if (words.getArgList().size() > count) {
      throw new UsageException("takes no more words, but got " + words.getArgList().get(count));
    }
  }
}
