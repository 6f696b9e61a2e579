package graft.compiler.export.schedule;

import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code wrappers}: what each partition function and the caller hold before planning. */
final class FunctionReader {

  private enum Field {
    PARTITION,
    BEFORE,
    REMOVED_BUFFERS
  }

  private static final FieldTable<Field> FIELDS = FieldTable.of(Field.class);

  private final JsonCursor cursor;
  private final LineReader lines;

  FunctionReader(JsonCursor cursor) {
    this.cursor = cursor;
    lines = new LineReader(cursor);
  }

  /** All functions, in the file's order. */
  List<FunctionLines> functions() throws IOException {
    var functions = new ArrayList<FunctionLines>();
    cursor.array();
    while (cursor.nextElement()) {
      functions.add(function());
    }
    return functions;
  }

  private FunctionLines function() throws IOException {
    @Nullable
    String partition = null;
    List<Line> before = List.of();
    Set<String> removed = Set.of();
    JsonObject<Field> object = cursor.object(FIELDS);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case PARTITION -> partition = cursor.isNull() ? null : cursor.text();
        case BEFORE -> before = lines.lines();
        case REMOVED_BUFFERS -> removed = removedBuffers();
      }
    }
    return new FunctionLines(partition, before, removed);
  }

  private Set<String> removedBuffers() throws IOException {
    List<String> names = cursor.texts();
    try {
      return Set.of(names.toArray(String[]::new));
    } catch (IllegalArgumentException twice) {
      throw cursor.invalid("names a buffer twice");
    }
  }
}
