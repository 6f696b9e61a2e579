package graft.compiler.console.text;

/** Text for one line of a terminal, which words and files of others may not steer. */
public final class OneLine {

  private OneLine() {}

  /** The text with blanks for line ends, and with escapes, {@code \\u0007}, for what is seen only by what it does. */
  public static String of(String text) {
    var line = new StringBuilder();
    text.strip().replaceAll("\\s*\\R\\s*", " ").chars().forEach(c -> {
      if (isPrinted((char) c)) {
        line.append((char) c);
      } else {
        line.append(String.format("\\u%04x", c));
      }
    });
    return line.toString();
  }

  private static boolean isPrinted(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT -> false;
      default -> true;
    };
  }
}
