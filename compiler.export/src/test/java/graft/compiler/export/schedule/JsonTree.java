package graft.compiler.export.schedule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, strings, numbers, booleans and nulls: all of a file, to compare with or to change. */
final class JsonTree {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonTree() {}

  /** The bytes of a gzipped file, unzipped. */
  static byte[] unzipped(Path file) {
    try (var bytes = new GZIPInputStream(Files.newInputStream(file))) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, @Nullable Object> parse(byte[] json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      return object(value(parser));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (!parser.nextToken().isStructEnd()) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  /** A tree of its own, whose maps and lists can be changed. */
  static @Nullable Object copy(@Nullable Object tree) {
    return switch (tree) {
      case Map<?, ?> fields -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(String.valueOf(name), copy(value)));
        yield copy;
      }
      case List<?> elements -> {
        List<@Nullable Object> copy = new ArrayList<>();
        elements.forEach(element -> copy.add(copy(element)));
        yield copy;
      }
      case null, default -> tree;
    };
  }

  static byte[] bytes(@Nullable Object tree) {
    var text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(tree, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(@Nullable Object tree, JsonGenerator generator) throws IOException {
    switch (tree) {
      case null -> generator.writeNull();
      case Map<?, ?> fields -> {
        generator.writeStartObject();
        for (var field : fields.entrySet()) {
          generator.writeFieldName(String.valueOf(field.getKey()));
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case List<?> elements -> {
        generator.writeStartArray();
        for (var element : elements) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case Boolean flag -> generator.writeBoolean(flag);
      case Number number -> generator.writeNumber(number.toString());
      default -> generator.writeString(tree.toString());
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> object(@Nullable Object tree) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(tree);
  }

  static Map<String, @Nullable Object> object(Map<String, @Nullable Object> tree, String field) {
    return object(tree.get(field));
  }

  static List<?> list(Map<String, @Nullable Object> tree, String field) {
    return (List<?>) Objects.requireNonNull(tree.get(field));
  }
}
