package graft.compiler.export.schedule;

import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Node.Single;
import graft.compiler.api.schedule.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code schedule.nodes}. */
final class NodeReader {

  private enum Field {
    NAME,
    OUTPUTS,
    READS,
    WRITES,
    UNMET,
    LAST_USAGE,
    DEVICE,
    GPU,
    SYMBOLS,
    NODES,
    OPERATION,
    OP,
    ORIGIN_NODE,
    UNBACKED_BINDINGS,
    CUDAGRAPH_UNSAFE
  }

  private enum OperatorField {
    PACKET,
    OVERLOAD
  }

  private static final FieldTable<Field> FIELDS =
      FieldTable.of(Field.class, EnumSet.range(Field.SYMBOLS, Field.CUDAGRAPH_UNSAFE));
  private static final Set<Field> SINGLE =
      EnumSet.of(Field.OPERATION, Field.UNBACKED_BINDINGS, Field.CUDAGRAPH_UNSAFE);
  private static final FieldTable<OperatorField> OPERATOR = FieldTable.of(OperatorField.class);

  private final JsonCursor cursor;
  private final DependencyReader dependencies;

  NodeReader(JsonCursor cursor) {
    this.cursor = cursor;
    dependencies = new DependencyReader(cursor);
  }

  /** Nodes in the file's order. */
  List<Node> nodes() throws IOException {
    var nodes = new ArrayList<Node>();
    cursor.array();
    while (cursor.nextElement()) {
      nodes.add(node());
    }
    return nodes;
  }

  private List<Single> parts() throws IOException {
    var parts = new ArrayList<Single>();
    cursor.array();
    while (cursor.nextElement()) {
      if (!(node() instanceof Single part)) {
        throw cursor.invalid("is fused; the parts of a fused node are single");
      }
      parts.add(part);
    }
    if (parts.isEmpty()) {
      throw cursor.invalid("is empty; a fused node has parts");
    }
    return parts;
  }

  private Node node() throws IOException {
    String name = "";
    List<String> outputs = List.of();
    List<Dependency> reads = List.of();
    List<Dependency> writes = List.of();
    List<String> unmet = List.of();
    List<String> lastUsage = List.of();
    String device = "";
    boolean gpu = false;
    List<String> symbols = List.of();
    List<Single> parts = List.of();
    String operation = "";
    Optional<Operator> operator = Optional.empty();
    boolean hasOrigin = false;
    boolean unbacked = false;
    boolean unsafe = false;
    JsonObject<Field> object = cursor.object(FIELDS);
    for (Field field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case NAME -> name = cursor.text();
        case OUTPUTS -> outputs = cursor.texts();
        case READS -> reads = dependencies.all();
        case WRITES -> writes = dependencies.all();
        case UNMET -> unmet = cursor.texts();
        case LAST_USAGE -> lastUsage = cursor.texts();
        case DEVICE -> device = cursor.text();
        case GPU -> gpu = cursor.flag();
        case SYMBOLS -> symbols = cursor.texts();
        case NODES -> parts = parts();
        case OPERATION -> operation = cursor.text();
        case OP -> operator = Optional.of(operator());
        case ORIGIN_NODE -> hasOrigin = cursor.flag();
        case UNBACKED_BINDINGS -> unbacked = cursor.flag();
        case CUDAGRAPH_UNSAFE -> unsafe = cursor.flag();
      }
    }
    if (object.has(Field.NODES)) {
      return new Node.Fused(name, outputs, reads, writes, unmet, lastUsage, device, gpu, symbols, parts);
    }
    object.require(SINGLE);
    return new Single(name, outputs, reads, writes, unmet, lastUsage, device, gpu, symbols,
        new Operation(operation, operator, hasOrigin, unbacked, unsafe));
  }

  private Operator operator() throws IOException {
    String packet = "";
    String overload = "";
    JsonObject<OperatorField> object = cursor.object(OPERATOR);
    for (OperatorField field = object.next(); field != null; field = object.next()) {
      switch (field) {
        case PACKET -> packet = cursor.text();
        case OVERLOAD -> overload = cursor.text();
      }
    }
    return new Operator(packet, overload);
  }
}
