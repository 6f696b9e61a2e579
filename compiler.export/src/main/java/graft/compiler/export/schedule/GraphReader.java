package graft.compiler.export.schedule;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Node;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Reads {@code schedule}. */
final class GraphReader {

  private enum Field {
    NODES,
    BUFFERS,
    INPUTS,
    CONSTANTS,
    OUTPUTS,
    MUTATION_REAL_NAME
  }

  /** The graph as its file holds it: nodes in the file's order, allocations not known yet. */
  record Graph(
      List<Node> nodes,
      SequencedMap<String, Buffer> buffers,
      SequencedMap<String, Buffer> inputs,
      List<String> constants,
      List<String> outputs,
      Map<String, String> mutationRealNames) {}

  private static final FieldTable<Field> FIELDS = FieldTable.of(Field.class);

  private final JsonCursor cursor;
  private final NodeReader nodes;
  private final BufferReader buffers;

  GraphReader(JsonCursor cursor) {
    this.cursor = cursor;
    nodes = new NodeReader(cursor);
    buffers = new BufferReader(cursor);
  }

  Graph graph() throws IOException {
    List<Node> nodes = List.of();
    SequencedMap<String, Buffer> buffers = new LinkedHashMap<>();
    SequencedMap<String, Buffer> inputs = new LinkedHashMap<>();
    List<String> constants = List.of();
    List<String> outputs = List.of();
    Map<String, String> realNames = Map.of();
    JsonObject<Field> object = cursor.object(FIELDS);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case NODES -> nodes = this.nodes.nodes();
        case BUFFERS -> buffers = this.buffers.buffers();
        case INPUTS -> inputs = this.buffers.inputs();
        case CONSTANTS -> constants = cursor.texts();
        case OUTPUTS -> outputs = cursor.texts();
        case MUTATION_REAL_NAME -> realNames = realNames();
      }
    }
    return new Graph(nodes, buffers, inputs, constants, outputs, realNames);
  }

  private Map<String, String> realNames() throws IOException {
    var names = new HashMap<String, String>();
    cursor.map();
    for (String name = cursor.nextName(); name != null; name = cursor.nextName()) {
      if (names.put(cursor.name(name), cursor.text()) != null) {
        throw cursor.duplicate();
      }
    }
    return names;
  }
}
