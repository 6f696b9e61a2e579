package graft.compiler.export.source;

import graft.compiler.api.read.InvalidFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document that knows where it stands. Whoever asks for what it is not gets an {@link InvalidFileException}
 * with that place, for example {@code models/model.json: graph_module.graph.nodes[3].target}.
 */
public final class JsonElement {

  static final Object NULL = new Object();

  private final MappedFile file;
  private final @Nullable JsonElement parent;
  private final String key;
  private final Object value;

  private JsonElement(MappedFile file, @Nullable JsonElement parent, String key, Object value) {
    this.file = file;
    this.parent = parent;
    this.key = key;
    this.value = value;
  }

  static JsonElement root(MappedFile file, String name, Object value) {
    return new JsonElement(file, null, name, value);
  }

  /** The name under which its object holds it. */
  public String key() {
    return key;
  }

  /** The value of a field that must be there and not null. */
  public JsonElement field(String name) {
    return optional(name).orElseThrow(() -> problem("field " + Quotation.quote(name) + " is missing"));
  }

  /** The value of a field; empty where it is missing or null. */
  public Optional<JsonElement> optional(String name) {
    Object field = object().get(name);
    return field == null || field == NULL ? Optional.empty() : Optional.of(child(name, field));
  }

  /** All fields, in order. */
  public SequencedMap<String, JsonElement> fields() {
    var fields = new LinkedHashMap<String, JsonElement>();
    object().forEach((name, field) -> fields.put(name, child(name, field)));
    return Collections.unmodifiableSequencedMap(fields);
  }

  /** The only field of an object that has one: a tagged union, whose {@link #key} is the tag. */
  public JsonElement variant() {
    Map<String, Object> fields = object();
    if (fields.size() != 1) {
      throw problem("expected an object of one field, found " + fields.size() + " fields");
    }
    Map.Entry<String, Object> only = fields.entrySet().iterator().next();
    return child(only.getKey(), only.getValue());
  }

  /** The elements of an array, in order. */
  public List<JsonElement> elements() {
    List<?> list = expect(List.class, "an array");
    var elements = new ArrayList<JsonElement>(list.size());
    for (Object element : list) {
      elements.add(child("[" + elements.size() + "]", element));
    }
    return Collections.unmodifiableList(elements);
  }

  /** A string. */
  public String text() {
    return expect(String.class, "a string");
  }

  /** An integer. */
  public long integer() {
    return expect(Long.class, "an integer");
  }

  /** A number. */
  public double number() {
    return expect(Number.class, "a number").doubleValue();
  }

  /** A truth value. */
  public boolean truth() {
    return expect(Boolean.class, "true or false");
  }

  /** Whether it is a string. */
  public boolean isText() {
    return value instanceof String;
  }

  /** A problem at this place. */
  public InvalidFileException problem(String problem) {
    return file.problem(Quotation.shorten(place()), problem);
  }

  private <T> T expect(Class<T> type, String expected) {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw unexpected(expected);
  }

  private InvalidFileException unexpected(String expected) {
    String found = switch (value) {
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "an array";
      case String text -> Quotation.quote(text);
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> "null";
    };
    return problem("expected " + expected + ", found " + found);
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> object() {
    return expect(Map.class, "an object");
  }

  private JsonElement child(String key, Object value) {
    return new JsonElement(file, this, key, value);
  }

  private String place() {
    if (parent == null) {
      return key;
    }
    String before = parent.place();
    String separator = key.startsWith("[") || before.isEmpty() ? "" : parent.parent == null ? ": " : ".";
    return before + separator + (key.length() <= 60 ? key : key.substring(0, 60) + "…");
  }
}
