package graft.compiler.export.schedule;

import graft.compiler.api.plan.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the lines of functions. */
final class LineReader {

  private enum Field {
    LINE,
    BUFFER,
    STEP,
    TYPE,
    REUSED,
    REUSABLE,
    AS,
    DELETE_OLD,
    KERNEL,
    ARGS,
    ALLOCATES,
    FROM,
    INDEX,
    BUFFERS
  }

  private enum Kind {
    ALLOCATE,
    FREE_IF_NOT_REUSED,
    REUSE,
    REINTERPRET,
    NULL,
    FREE,
    KERNEL,
    EXTERN,
    MULTI_OUTPUT,
    PARTITION_ARGUMENTS,
    PARTITION_CALL,
    DELETE,
    ENTER_SUBGRAPH,
    EXIT_SUBGRAPH,
    OTHER
  }

  private static final FieldTable<Field> FIELDS = FieldTable.of(Field.class);
  private static final FieldTable<Kind> KINDS = FieldTable.of(Kind.class);

  private final JsonCursor cursor;
  private final Map<Field, Object> values = new EnumMap<>(Field.class);
  private final Map<String, Object> unknown = new LinkedHashMap<>();
  private final Map<String, Line> others = new HashMap<>();

  LineReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** An array of lines. */
  List<Line> lines() throws IOException {
    var lines = new ArrayList<Line>();
    cursor.array();
    while (cursor.nextElement()) {
      lines.add(line());
    }
    return lines;
  }

  private Line line() throws IOException {
    values.clear();
    unknown.clear();
    cursor.map();
    for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
      Field field = FIELDS.find(name);
      boolean again = field != null
          ? values.put(field, read(field)) != null
          : !cursor.isNull() && unknown.put(name, cursor.value()) != null;
      if (again) {
        throw cursor.duplicate();
      }
    }
    return line((Kind) take(Field.LINE));
  }

  private Object read(Field field) throws IOException {
    return switch (field) {
      case LINE -> kind();
      case BUFFER, TYPE, AS, KERNEL, FROM -> cursor.text();
      case STEP, INDEX -> cursor.index();
      case REUSED, REUSABLE, DELETE_OLD, ALLOCATES -> cursor.flag();
      case ARGS, BUFFERS -> cursor.texts();
    };
  }

  private Kind kind() throws IOException {
    Kind kind = KINDS.find(cursor.text());
    if (kind == null) {
      throw cursor.invalid("expected a kind of line, found " + cursor.found());
    }
    return kind;
  }

  private Line line(Kind kind) {
    return switch (kind) {
      case ALLOCATE -> new Line.Allocate(text(Field.BUFFER), number(Field.STEP), text(Field.TYPE));
      case FREE_IF_NOT_REUSED ->
        new Line.FreeIfNotReused(text(Field.BUFFER), number(Field.STEP), flag(Field.REUSED), flag(Field.REUSABLE));
      case REUSE -> new Line.Reuse(text(Field.BUFFER), text(Field.AS), flag(Field.DELETE_OLD));
      case REINTERPRET -> new Line.Reinterpret(text(Field.BUFFER), text(Field.AS));
      case NULL -> Line.Null.INSTANCE;
      case FREE -> new Line.Free(text(Field.BUFFER));
      case KERNEL -> new Line.KernelCall(text(Field.KERNEL), texts(Field.ARGS));
      case EXTERN ->
        new Line.Extern(text(Field.BUFFER), text(Field.KERNEL), texts(Field.ARGS), flag(Field.ALLOCATES));
      case MULTI_OUTPUT -> new Line.MultiOutput(text(Field.BUFFER), text(Field.FROM));
      case PARTITION_ARGUMENTS -> new Line.PartitionArguments(number(Field.INDEX), texts(Field.BUFFERS));
      case PARTITION_CALL -> new Line.PartitionCall(number(Field.INDEX), texts(Field.BUFFERS));
      case DELETE -> new Line.Delete(texts(Field.BUFFERS));
      case ENTER_SUBGRAPH -> new Line.EnterSubgraph(everythingElse());
      case EXIT_SUBGRAPH -> new Line.ExitSubgraph(everythingElse());
      case OTHER -> others.computeIfAbsent(text(Field.TYPE), Line.Other::new);
    };
  }

  private Map<String, Object> everythingElse() {
    var fields = new LinkedHashMap<>(unknown);
    values.forEach((field, value) -> fields.put(FieldTable.nameOf(field), value));
    return fields;
  }

  private Object take(Field field) {
    Object value = values.remove(field);
    if (value == null) {
      throw cursor.missing(field);
    }
    return value;
  }

  private String text(Field field) {
    return (String) take(field);
  }

  private int number(Field field) {
    return (Integer) take(field);
  }

  private boolean flag(Field field) {
    return (Boolean) take(field);
  }

  @SuppressWarnings("unchecked")
  private List<String> texts(Field field) {
    return (List<String>) take(field);
  }
}
