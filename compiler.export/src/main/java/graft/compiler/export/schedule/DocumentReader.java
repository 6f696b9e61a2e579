package graft.compiler.export.schedule;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.plan.FunctionLines;
import graft.compiler.export.schedule.GraphReader.Graph;
import graft.compiler.export.schedule.OrderReader.Order;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a whole file, whatever the order of its fields. */
final class DocumentReader {

  private static final String FORMAT = "inductor-schedule";
  private static final long VERSION = 1;

  private enum Field {
    FORMAT,
    FORMAT_VERSION,
    TORCH,
    CASE,
    CONFIG,
    SCHEDULE,
    REORDER,
    WRAPPERS,
    ERROR
  }

  private enum ConfigField {
    CUDAGRAPHS,
    ALLOW_BUFFER_REUSE,
    CUSTOM_SHOULD_PARTITION_OPS
  }

  /**
   * What a file holds, before anybody asked whether its parts agree.
   *
   * @param died whether the stored compile did
   */
  record Document(
      String name,
      String torch,
      CompileOptions options,
      Graph graph,
      Order order,
      List<FunctionLines> functions,
      boolean died) {}

  private static final FieldTable<Field> FIELDS = FieldTable.of(Field.class, EnumSet.of(Field.ERROR));
  private static final FieldTable<ConfigField> CONFIG = FieldTable.of(ConfigField.class);

  private final JsonCursor cursor;

  DocumentReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  Document document() throws IOException {
    String name = "";
    String torch = "";
    CompileOptions options = CompileOptions.DEFAULT;
    Graph graph = new Graph(List.of(), new LinkedHashMap<>(), new LinkedHashMap<>(), List.of(), List.of(), Map.of());
    Order order = new Order(List.of(), new HashMap<>());
    List<FunctionLines> functions = List.of();
    cursor.start();
    JsonObject<Field> object = cursor.object(FIELDS);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case FORMAT -> format();
        case FORMAT_VERSION -> version();
        case TORCH -> torch = cursor.text();
        case CASE -> name = cursor.text();
        case CONFIG -> options = options();
        case SCHEDULE -> graph = new GraphReader(cursor).graph();
        case REORDER -> order = new OrderReader(cursor).order();
        case WRAPPERS -> functions = new FunctionReader(cursor).functions();
        case ERROR -> cursor.skip();
      }
    }
    cursor.end();
    return new Document(name, torch, options, graph, order, functions, object.has(Field.ERROR));
  }

  private void format() throws IOException {
    if (!cursor.text().equals(FORMAT)) {
      throw cursor.invalid("expected " + Place.quoted(FORMAT) + ", found " + cursor.found());
    }
  }

  private void version() throws IOException {
    if (cursor.count() != VERSION) {
      throw cursor.invalid("expected format version " + VERSION + ", found " + cursor.found());
    }
  }

  private CompileOptions options() throws IOException {
    boolean cudagraphs = false;
    boolean reuse = false;
    Set<String> operators = Set.of();
    JsonObject<ConfigField> object = cursor.object(CONFIG);
    for (ConfigField field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case CUDAGRAPHS -> cudagraphs = cursor.flag();
        case ALLOW_BUFFER_REUSE -> reuse = cursor.flag();
        case CUSTOM_SHOULD_PARTITION_OPS -> operators = new LinkedHashSet<>(cursor.texts());
      }
    }
    return new CompileOptions(cudagraphs, false, reuse, operators);
  }
}
