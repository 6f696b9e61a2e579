package graft.compiler.itest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** An object of a gzipped JSON document, its fields in order. Fields are asked for by type and must be there. */
record StoredJson(Map<String, Object> fields) {

  static StoredJson read(Path file) {
    try (var in = new GZIPInputStream(Files.newInputStream(file));
        JsonParser parser = new JsonFactory().createParser(in)) {
      parser.nextToken();
      return (StoredJson) value(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var fields = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          if (parser.nextToken() != JsonToken.VALUE_NULL) {
            fields.put(name, value(parser));
          }
        }
        yield new StoredJson(fields);
      }
      case START_ARRAY -> {
        var elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> parser.getText();
    };
  }

  boolean has(String field) {
    return fields.containsKey(field);
  }

  String text(String field) {
    return (String) get(field);
  }

  boolean flag(String field) {
    return (Boolean) get(field);
  }

  long number(String field) {
    return (Long) get(field);
  }

  StoredJson object(String field) {
    return (StoredJson) get(field);
  }

  List<StoredJson> objects(String field) {
    return ((List<?>) get(field)).stream().map(StoredJson.class::cast).toList();
  }

  List<String> texts(String field) {
    return texts(get(field));
  }

  /** An array of arrays of text. */
  List<List<String>> rows(String field) {
    return ((List<?>) get(field)).stream().map(StoredJson::texts).toList();
  }

  private static List<String> texts(Object array) {
    return ((List<?>) array).stream().map(String.class::cast).toList();
  }

  private Object get(String field) {
    return Objects.requireNonNull(fields.get(field), field);
  }
}
