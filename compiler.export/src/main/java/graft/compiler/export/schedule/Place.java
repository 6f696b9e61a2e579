package graft.compiler.export.schedule;

import com.fasterxml.jackson.core.JsonStreamContext;

/** Places in a file and excerpts of it, as messages show them: short, and in one line whatever the file holds. */
final class Place {

  private static final int LONGEST = 80;

  private Place() {}

  /** Where a parser stands, for example {@code schedule.nodes[3].reads[0].kind}; empty at the root. */
  static String of(JsonStreamContext context) {
    var place = new StringBuilder();
    append(context, place);
    return plain(place.toString());
  }

  private static void append(JsonStreamContext context, StringBuilder place) {
    JsonStreamContext parent = context.getParent();
    if (parent == null) {
      return;
    }
    append(parent, place);
    if (place.length() > LONGEST) {
      return;
    }
    if (context.inArray() && context.hasCurrentIndex()) {
      place.append('[').append(context.getCurrentIndex()).append(']');
    } else if (context.inObject() && context.hasCurrentName()) {
      place.append(place.isEmpty() ? "" : ".").append(plain(context.getCurrentName()));
    }
  }

  /** {@code text}, marked as what a file says. */
  static String quoted(String text) {
    return '`' + plain(text) + '`';
  }

  /** {@code text} cut to a readable length, without line breaks and other controls. */
  static String plain(String text) {
    var plain = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      plain.append(isPlain(c) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return text.length() > LONGEST ? plain.append('…').toString() : plain.toString();
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
        false;
      default -> true;
    };
  }
}
