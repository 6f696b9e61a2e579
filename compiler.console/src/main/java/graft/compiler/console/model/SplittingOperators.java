package graft.compiler.console.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.console.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code splitting-ops.json}: for each model of its folder, the operators to split on. */
final class SplittingOperators {

  private static final String FILE = "splitting-ops.json";
  private static final JsonFactory FACTORY = new JsonFactory();

  private SplittingOperators() {}

  /**
   * The operators that the file beside a model names for it; none where there is no file, or where it does not name the model.
   *
   * @throws InvalidFileException if the file is not what it should be
   */
  static List<String> beside(ModelFile model) {
    Path file = model.path().resolveSibling(FILE);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    Map<String, List<String>> operators = read(file);
    return model.names().stream().filter(operators::containsKey).findFirst().map(operators::get).orElse(List.of());
  }

  private static Map<String, List<String>> read(Path file) {
    Map<String, List<String>> operators = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(file.toFile())) {
      expect(JsonToken.START_OBJECT, json.nextToken(), file, "");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String model = json.currentName();
        expect(JsonToken.START_ARRAY, json.nextToken(), file, model);
        List<String> names = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          expect(JsonToken.VALUE_STRING, json.currentToken(), file, model);
          names.add(json.getText());
        }
        operators.put(model, names);
      }
      return operators;
    } catch (JsonProcessingException e) {
      throw new InvalidFileException(file, "line " + e.getLocation().getLineNr(),
          "found no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new InvalidFileException(file, "", "cannot be read: " + Failure.reason(e));
    }
  }

  private static void expect(JsonToken expected, JsonToken found, Path file, String place) {
    if (found != expected) {
      throw new InvalidFileException(file, place,
          "found " + found + ", expected an object of arrays of strings, one for each model");
    }
  }
}
