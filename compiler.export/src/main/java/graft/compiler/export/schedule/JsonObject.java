package graft.compiler.export.schedule;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSON object that is being read, field by field, in whatever order they come. */
final class JsonObject<F extends Enum<F>> {

  private final JsonCursor cursor;
  private final FieldTable<F> table;
  private final Set<F> seen;

  JsonObject(JsonCursor cursor, FieldTable<F> table) {
    this.cursor = cursor;
    this.table = table;
    seen = table.none();
  }

  /**
   * Moves to the value of the next field that the table knows and skips the others. Null at the end, and then no required field
   * was missing.
   */
  @Nullable
  F next() throws IOException {
    for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
      F field = table.find(name);
      if (field != null) {
        if (!seen.add(field)) {
          throw cursor.duplicate();
        }
        return field;
      }
      cursor.skip();
    }
    require(table.required());
    return null;
  }

  boolean has(F field) {
    return seen.contains(field);
  }

  /** Whether any of {@code fields} was met; if so, all must have been. */
  boolean hasAll(Set<F> fields) {
    for (F field : fields) {
      if (seen.contains(field)) {
        require(fields);
        return true;
      }
    }
    return false;
  }

  /** Fails unless all of {@code fields} were met. */
  void require(Set<F> fields) {
    if (!seen.containsAll(fields)) {
      throw cursor.missing(fields.stream().filter(field -> !seen.contains(field)).findFirst().orElseThrow());
    }
  }
}
