package graft.compiler.export.schedule;

import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Dependency.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what nodes read and write; equal dependencies are the same instance. */
final class DependencyReader {

  private enum Field {
    KIND,
    BUFFER
  }

  private static final FieldTable<Field> FIELDS = FieldTable.of(Field.class);

  private final JsonCursor cursor;
  private final Map<Kind, Map<String, Dependency>> known = new EnumMap<>(Kind.class);
  private final List<Dependency> dependencies = new ArrayList<>();

  DependencyReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** An array of dependencies. */
  List<Dependency> all() throws IOException {
    cursor.array();
    dependencies.clear();
    while (cursor.nextElement()) {
      dependencies.add(dependency());
    }
    return List.copyOf(dependencies);
  }

  private Dependency dependency() throws IOException {
    Kind kind = Kind.MEMORY;
    String buffer = "";
    JsonObject<Field> object = cursor.object(FIELDS);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case KIND -> kind = kind();
        case BUFFER -> buffer = cursor.text();
      }
    }
    Kind ofKind = kind;
    return known.computeIfAbsent(kind, _ -> new HashMap<>()).computeIfAbsent(buffer,
        name -> new Dependency(ofKind, name));
  }

  private Kind kind() throws IOException {
    return switch (cursor.text()) {
      case "MemoryDep" -> Kind.MEMORY;
      case "StarDep" -> Kind.STAR;
      case "WeakDep" -> Kind.WEAK;
      default -> throw cursor.invalid("expected MemoryDep, StarDep or WeakDep, found " + cursor.found());
    };
  }
}
