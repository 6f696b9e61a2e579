package graft.compiler.export.schedule;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code reorder}: the order before reordering, and what the peak estimate knows of each buffer. */
final class OrderReader {

  private enum Field {
    BEFORE,
    ALLOCATED
  }

  /**
   * What was read.
   *
   * @param before names of the nodes, before reordering
   * @param allocations by buffer; null where the file has none
   */
  record Order(List<String> before, @Nullable Map<String, Allocation> allocations) {}

  /** What the peak estimate adds for a buffer and subtracts again, in bytes. */
  record Allocation(long allocated, long freed) {

    static final Allocation NONE = new Allocation(0, 0);
  }

  private static final FieldTable<Field> FIELDS = FieldTable.of(Field.class, EnumSet.of(Field.ALLOCATED));

  private final JsonCursor cursor;

  OrderReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  Order order() throws IOException {
    List<String> before = List.of();
    @Nullable
    Map<String, Allocation> allocations = null;
    JsonObject<Field> object = cursor.object(FIELDS);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case BEFORE -> before = cursor.texts();
        case ALLOCATED -> allocations = allocations();
      }
    }
    return new Order(before, allocations);
  }

  private Map<String, Allocation> allocations() throws IOException {
    var allocations = new HashMap<String, Allocation>();
    cursor.map();
    for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
      if (allocations.put(cursor.name(name), allocation()) != null) {
        throw cursor.duplicate();
      }
    }
    return allocations;
  }

  private Allocation allocation() throws IOException {
    cursor.array();
    cursor.element();
    long allocated = cursor.count();
    cursor.element();
    long freed = cursor.count();
    cursor.endArray();
    return new Allocation(allocated, freed);
  }
}
