package graft.compiler.export.schedule;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in one JSON file. Its methods take the value at hand as the type that is expected there; another type
 * is an {@link InvalidFileException} that names the place. Equal strings are the same instance.
 */
final class JsonCursor {

  // What is kept of a file, roughly: enough to refuse one that would fill the heap.
  private static final int ELEMENT_BYTES = 32;
  private static final int FIELD_BYTES = 8;
  private static final int OBJECT_BYTES = 64;
  private static final int NAME_BYTES = 128;

  private final Path file;
  private final JsonParser parser;
  private final Names names = new Names();
  private final List<String> texts = new ArrayList<>();
  private final long heap;
  private long kept;

  /**
   * A cursor before the first value.
   *
   * @param heap how many bytes what is kept of the file may take
   */
  JsonCursor(Path file, JsonParser parser, long heap) {
    this.file = file;
    this.parser = parser;
    this.heap = heap;
  }

  /** Moves to the first value. */
  void start() throws IOException {
    if (parser.nextToken() == null) {
      throw invalid("is empty; expected a JSON object");
    }
  }

  /** Fails if there is something behind the first value. */
  void end() throws IOException {
    if (parser.nextToken() != null) {
      throw invalid("expected the end of the file, found " + found());
    }
  }

  /** Enters an object with known fields. */
  <F extends Enum<F>> JsonObject<F> object(FieldTable<F> table) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    keep(OBJECT_BYTES + FIELD_BYTES * table.size());
    return new JsonObject<>(this, table);
  }

  /** Enters an object whose field names are data; {@link #nextName} reads on. */
  void map() throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
  }

  /** Moves to the next field's value and returns the field's name; null at the end of the object. */
  @Nullable
  String nextName() throws IOException {
    String name = parser.nextFieldName();
    if (name != null) {
      parser.nextToken();
    }
    return name;
  }

  /** Enters an array; {@link #nextElement} reads on. */
  void array() throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
  }

  /** Moves to the next element; false at the end of the array. */
  boolean nextElement() throws IOException {
    keep(ELEMENT_BYTES);
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** Moves to the next element, which must be there. */
  void element() throws IOException {
    if (!nextElement()) {
      throw invalid("has too few elements");
    }
  }

  /** Leaves the array, in which nothing may follow. */
  void endArray() throws IOException {
    if (nextElement()) {
      throw invalid("is one element too many");
    }
  }

  void skip() throws IOException {
    parser.skipChildren();
  }

  boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    int known = names.size();
    String text = names.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    return kept(text, known);
  }

  /** The one instance of {@code name}. */
  String name(String name) {
    int known = names.size();
    return kept(names.of(name), known);
  }

  private String kept(String name, int known) {
    if (names.size() > known) {
      keep(NAME_BYTES + 2L * name.length());
    }
    return name;
  }

  /** An array of strings. */
  List<String> texts() throws IOException {
    array();
    texts.clear();
    while (nextElement()) {
      texts.add(text());
    }
    return List.copyOf(texts);
  }

  boolean flag() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw invalid("expected true or false, found " + found());
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** A count of bytes or elements. */
  long count() throws IOException {
    return integer(Long.MAX_VALUE);
  }

  /** A position in a list. */
  int index() throws IOException {
    return (int) integer(Integer.MAX_VALUE);
  }

  private long integer(long last) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= 0 && value <= last) {
        return value;
      }
    }
    throw invalid("expected an integer from 0 to " + last + ", found " + found());
  }

  /** Any value, as strings, numbers, booleans, lists and maps; nulls inside it are left out. */
  Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name = nextName(); name != null; name = nextName()) {
          keep(NAME_BYTES);
          if (!isNull()) {
            fields.put(name(name), value());
          }
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (nextElement()) {
          if (!isNull()) {
            elements.add(value());
          }
        }
        yield elements;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE, VALUE_FALSE -> flag();
      default -> text();
    };
  }

  /** That the value at hand is wrong. */
  InvalidFileException invalid(String problem) {
    return new InvalidFileException(file, Place.of(parser.getParsingContext()), problem);
  }

  /** That the object just left lacks {@code field}. */
  InvalidFileException missing(Enum<?> field) {
    return invalid("field " + Place.quoted(FieldTable.nameOf(field)) + " is missing");
  }

  /** That the field at hand was there before. */
  InvalidFileException duplicate() {
    return invalid("occurs twice in its object");
  }

  /** The value at hand, for a message. */
  String found() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Place.quoted(parser.getText());
      default -> Place.plain(parser.getText());
    };
  }

  private void expect(JsonToken token, String what) throws IOException {
    if (parser.currentToken() != token) {
      throw invalid("expected " + what + ", found " + found());
    }
  }

  private void keep(long bytes) {
    kept += bytes;
    if (kept > heap) {
      throw invalid("what is read to here needs more memory than it may take, " + (heap >> 20) + " MiB");
    }
  }
}
