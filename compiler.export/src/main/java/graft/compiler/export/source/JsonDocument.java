package graft.compiler.export.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import graft.compiler.api.read.InvalidFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses one JSON document into maps, lists, strings, {@link Long}, {@link Double} and {@link Boolean}. Depth, size and number of
 * values are bounded, names must be unique in their object, and integers must fit 64 bits.
 */
public final class JsonDocument {

  /** The largest document, in bytes. A call of an operator takes about a thousand. */
  public static final long MOST_BYTES = 128L << 20;

  private static final int MOST_VALUES = 4 << 20;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final MappedFile file;
  private final String name;
  private final JsonParser parser;
  private int values;

  private JsonDocument(MappedFile file, String name, JsonParser parser) {
    this.file = file;
    this.name = name;
    this.parser = parser;
  }

  /**
   * Parses a document.
   *
   * @param file where it is from
   * @param name where in the file it is, for messages; empty where it is all of it
   * @param bytes the document, in UTF-8
   * @throws InvalidFileException if it is no such document
   */
  public static JsonElement parse(MappedFile file, String name, byte[] bytes) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      return JsonElement.root(file, name, new JsonDocument(file, name, parser).root());
    } catch (IOException e) {
      throw file.problem(name, "is no JSON: " + e.getMessage());
    }
  }

  private Object root() throws IOException {
    try {
      Object root = value(parser.nextToken());
      if (parser.nextToken() != null) {
        throw problem("expected the end of the document");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw problem("is no JSON: " + e.getOriginalMessage());
    }
  }

  private Object value(@Nullable JsonToken token) throws IOException {
    if (++values > MOST_VALUES) {
      throw problem("more than " + MOST_VALUES + " values");
    }
    return switch (token) {
      case null -> throw problem("the document ends too early");
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> JsonElement.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
        throw problem("unexpected " + token);
    };
  }

  private Map<String, Object> object() throws IOException {
    var fields = new LinkedHashMap<String, Object>();
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      if (fields.put(field, value(parser.nextToken())) != null) {
        throw problem("the name " + Quotation.quote(field) + " occurs twice in an object");
      }
    }
    return fields.isEmpty() ? Map.of() : fields;
  }

  private List<Object> array() throws IOException {
    var elements = new ArrayList<Object>();
    for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      elements.add(value(token));
    }
    return elements.isEmpty() ? List.of() : elements;
  }

  private InvalidFileException problem(String problem) {
    JsonLocation at = parser.currentLocation();
    String place = "line " + at.getLineNr() + ", column " + at.getColumnNr();
    return file.problem(name.isEmpty() ? place : name + ": " + place, problem);
  }
}
