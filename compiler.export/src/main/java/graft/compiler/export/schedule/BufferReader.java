package graft.compiler.export.schedule;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Buffer.Storage;
import graft.compiler.api.schedule.Buffer.User;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Layout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Reads {@code schedule.buffers} and {@code schedule.inputs}. */
final class BufferReader {

  private enum Field {
    KIND,
    LAYOUT,
    DEVICE,
    DTYPE,
    SIZE,
    STRIDE,
    BYTES,
    STORAGE_BYTES,
    STORAGE_ELEMENTS,
    ALIGNED,
    ALIASES,
    MUTATES,
    USERS
  }

  private static final Set<Field> STORAGE = EnumSet.range(Field.DTYPE, Field.STORAGE_ELEMENTS);
  private static final FieldTable<Field> BUFFER = FieldTable.of(Field.class, STORAGE);
  private static final FieldTable<Field> INPUT = FieldTable.of(Field.class, EnumSet.range(Field.ALIGNED, Field.USERS));
  private static final Map<String, Layout> LAYOUTS = Stream.of(Layout.values())
      .collect(Collectors.toUnmodifiableMap(Layout::upstreamName, layout -> layout));

  private static final List<Dimension> SMALL = LongStream.rangeClosed(0, 1024)
      .<Dimension>mapToObj(Dimension.Fixed::new)
      .toList();

  private final JsonCursor cursor;
  private final List<Dimension> dimensions = new ArrayList<>();
  private final List<User> users = new ArrayList<>();

  BufferReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** What nodes define, by name; allocations are not known yet and 0. */
  SequencedMap<String, Buffer> buffers() throws IOException {
    return all(BUFFER);
  }

  /** Graph inputs, by name. */
  SequencedMap<String, Buffer> inputs() throws IOException {
    return all(INPUT);
  }

  private SequencedMap<String, Buffer> all(FieldTable<Field> table) throws IOException {
    var all = new LinkedHashMap<String, Buffer>();
    cursor.map();
    for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
      String buffer = cursor.name(name);
      if (all.put(buffer, buffer(buffer, table)) != null) {
        throw cursor.duplicate();
      }
    }
    return all;
  }

  private Buffer buffer(String name, FieldTable<Field> table) throws IOException {
    String kind = "";
    Layout layout = Layout.NONE;
    String device = "";
    String dtype = "";
    List<Dimension> size = List.of();
    List<Dimension> stride = List.of();
    long bytes = 0;
    long storageBytes = 0;
    String storageElements = "";
    boolean aligned = true;
    List<String> aliases = List.of();
    List<String> mutates = List.of();
    List<User> users = List.of();
    JsonObject<Field> object = cursor.object(table);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case KIND -> kind = cursor.text();
        case LAYOUT -> layout = layout();
        case DEVICE -> device = cursor.text();
        case DTYPE -> dtype = cursor.text();
        case SIZE -> size = dimensions();
        case STRIDE -> stride = dimensions();
        case BYTES -> bytes = cursor.count();
        case STORAGE_BYTES -> storageBytes = cursor.count();
        case STORAGE_ELEMENTS -> storageElements = cursor.text();
        case ALIGNED -> aligned = cursor.flag();
        case ALIASES -> aliases = cursor.texts();
        case MUTATES -> mutates = cursor.texts();
        case USERS -> users = users();
      }
    }
    Storage storage = object.hasAll(STORAGE)
        ? new Storage(dtype, size, stride, bytes, storageBytes, storageElements)
        : Storage.NONE;
    return new Buffer(name, kind, layout, device, storage, aligned, aliases, mutates, users, 0, 0);
  }

  private Layout layout() throws IOException {
    Layout layout = LAYOUTS.get(cursor.text());
    if (layout == null) {
      String known = Stream.of(Layout.values()).map(Layout::upstreamName).collect(Collectors.joining(", "));
      throw cursor.invalid("expected a layout (" + known + "), found " + cursor.found());
    }
    return layout;
  }

  private List<Dimension> dimensions() throws IOException {
    cursor.array();
    dimensions.clear();
    while (cursor.nextElement()) {
      dimensions.add(cursor.isText() ? new Dimension.Symbolic(cursor.text()) : fixed(cursor.count()));
    }
    return List.copyOf(dimensions);
  }

  private static Dimension fixed(long size) {
    return size < SMALL.size() ? SMALL.get((int) size) : new Dimension.Fixed(size);
  }

  private List<User> users() throws IOException {
    cursor.array();
    users.clear();
    while (cursor.nextElement()) {
      cursor.array();
      cursor.element();
      String node = cursor.text();
      cursor.element();
      users.add(new User(node, cursor.flag()));
      cursor.endArray();
    }
    return List.copyOf(users);
  }
}
