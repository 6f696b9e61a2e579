package graft.compiler.console.text;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Whole numbers in what people and programs write: ASCII digits, perhaps after a sign. */
public final class WholeNumber {

  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");

  private WholeNumber() {}

  /** The number; nothing if the text is something else, or a number of more than 64 bits. */
  public static OptionalLong parse(String text) {
    if (!DIGITS.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
