package graft.compiler.export.source;

/** Text out of files, made fit for one line of a message. */
public final class Quotation {

  private static final int LONGEST = 60;

  private Quotation() {}

  /** In backquotes, shortened. */
  public static String quote(String text) {
    return '`' + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…") + '`';
  }

  /** A path, without its middle where it is long. */
  static String shorten(String path) {
    return path.length() <= 4 * LONGEST ? path
        : path.substring(0, LONGEST) + " … " + path.substring(path.length() - 2 * LONGEST);
  }

  /** Without control characters. */
  static String oneLine(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
