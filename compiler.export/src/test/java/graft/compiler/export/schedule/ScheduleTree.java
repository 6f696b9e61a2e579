package graft.compiler.export.schedule;

import static graft.compiler.export.schedule.JsonTree.list;
import static graft.compiler.export.schedule.JsonTree.object;

import graft.compiler.api.plan.FunctionLines;
import graft.compiler.api.plan.Line;
import graft.compiler.api.read.StoredSchedule;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Buffer.Storage;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A schedule that was read, and what a file holds of it, as trees of the same shape. */
final class ScheduleTree {

  private ScheduleTree() {}

  /** What a file says, without what the reader leaves out. */
  static Map<String, @Nullable Object> of(Map<String, @Nullable Object> file) {
    var schedule = object(file, "schedule");
    var order = list(object(file, "reorder"), "before");
    var allocated = (Map<?, ?>) object(file, "reorder").getOrDefault("allocated", Map.of());
    var byName = new HashMap<@Nullable Object, Object>();
    list(schedule, "nodes").forEach(node -> byName.put(object(node).get("name"), keptOfNode(object(node))));
    return fields(
        "torch", file.get("torch"),
        "case", file.get("case"),
        "config", file.get("config"),
        "nodes", each(order, byName::get),
        "buffers", named(object(schedule, "buffers"), allocated),
        "inputs", named(object(schedule, "inputs"), null),
        "constants", schedule.get("constants"),
        "outputs", schedule.get("outputs"),
        "mutationRealName", schedule.get("mutationRealName"),
        "wrappers",
        each(list(file, "wrappers"), wrapper -> kept(object(wrapper), "partition", "before", "removedBuffers")));
  }

  private static Map<String, @Nullable Object> keptOfNode(Map<String, @Nullable Object> node) {
    var kept =
        kept(node, "name", "outputs", "unmet", "lastUsage", "device", "gpu", "symbols", "operation", "originNode",
            "unbackedBindings", "cudagraphUnsafe");
    kept.putIfAbsent("symbols", List.of());
    for (String field : List.of("reads", "writes")) {
      kept.put(field, each(list(node, field), dependency -> kept(object(dependency), "kind", "buffer")));
    }
    if (node.containsKey("nodes")) {
      kept.put("nodes", each(list(node, "nodes"), part -> keptOfNode(object(part))));
    } else {
      kept.putIfAbsent("originNode", false);
      if (node.containsKey("op")) {
        kept.put("op", kept(object(node, "op"), "packet", "overload"));
      }
    }
    return kept;
  }

  private static List<Object> named(Map<String, @Nullable Object> buffers, @Nullable Map<?, ?> allocated) {
    var named = new ArrayList<Object>();
    buffers.forEach((name, buffer) -> {
      Map<String, @Nullable Object> fields = new HashMap<>(object(buffer));
      fields.put("name", name);
      if (allocated != null) {
        var allocation = allocated.get(name);
        fields.put("allocated", allocation == null ? List.of(0L, 0L) : allocation);
      }
      named.add(fields);
    });
    return named;
  }

  private static Map<String, @Nullable Object> kept(Map<String, @Nullable Object> object, String... names) {
    Map<String, @Nullable Object> kept = new HashMap<>(object);
    kept.keySet().retainAll(List.of(names));
    return kept;
  }

  /** What was read. */
  static Map<String, @Nullable Object> of(StoredSchedule stored) {
    var schedule = stored.schedule();
    return fields(
        "torch", stored.torch(),
        "case", stored.name(),
        "config", fields(
            "cudagraphs", stored.options().cudagraphs(),
            "allowBufferReuse", stored.options().allowBufferReuse(),
            "customShouldPartitionOps", List.copyOf(stored.options().splitOperators())),
        "nodes", each(schedule.nodes(), ScheduleTree::node),
        "buffers", each(schedule.buffers().values(), ScheduleTree::buffer),
        "inputs", each(schedule.inputs().values(), ScheduleTree::input),
        "constants", List.copyOf(schedule.constants()),
        "outputs", schedule.outputs(),
        "mutationRealName", schedule.mutationRealNames(),
        "wrappers", stored.lines().map(lines -> each(lines, ScheduleTree::function)).orElse(List.of()));
  }

  private static Map<String, @Nullable Object> node(Node node) {
    var fields = fields(
        "name", node.name(),
        "outputs", node.outputs(),
        "reads", each(node.reads(), ScheduleTree::dependency),
        "writes", each(node.writes(), ScheduleTree::dependency),
        "unmet", node.unmet(),
        "lastUsage", node.lastUsage(),
        "device", node.device(),
        "gpu", node.gpu(),
        "symbols", node.symbols());
    switch (node) {
      case Node.Fused fused -> fields.put("nodes", each(fused.parts(), ScheduleTree::node));
      case Node.Single single -> {
        var operation = single.operation();
        fields.put("operation", operation.kind());
        operation.operator().ifPresent(operator -> fields.put("op",
            fields("packet", operator.packet(), "overload", operator.overload())));
        fields.put("originNode", operation.hasOrigin());
        fields.put("unbackedBindings", operation.definesUnbackedSymbols());
        fields.put("cudagraphUnsafe", operation.cudagraphUnsafe());
      }
    }
    return fields;
  }

  private static Map<String, @Nullable Object> dependency(Dependency dependency) {
    String kind = switch (dependency.kind()) {
      case MEMORY -> "MemoryDep";
      case STAR -> "StarDep";
      case WEAK -> "WeakDep";
    };
    return fields("kind", kind, "buffer", dependency.buffer());
  }

  private static Map<String, @Nullable Object> input(Buffer buffer) {
    var fields = fields(
        "name", buffer.name(),
        "kind", buffer.kind(),
        "layout", buffer.layout().upstreamName(),
        "device", buffer.device());
    Storage storage = buffer.storage();
    if (!storage.equals(Storage.NONE)) {
      fields.put("dtype", storage.dtype());
      fields.put("size", each(storage.size(), ScheduleTree::dimension));
      fields.put("stride", each(storage.stride(), ScheduleTree::dimension));
      fields.put("bytes", storage.bytes());
      fields.put("storageBytes", storage.storageBytes());
      fields.put("storageElements", storage.storageElements());
    }
    return fields;
  }

  private static Map<String, @Nullable Object> buffer(Buffer buffer) {
    var fields = input(buffer);
    fields.put("aligned", buffer.aligned());
    fields.put("aliases", buffer.aliases());
    fields.put("mutates", buffer.mutates());
    fields.put("users", each(buffer.users(), user -> List.of(user.node(), user.weak())));
    fields.put("allocated", List.of(buffer.allocatedBytes(), buffer.freedBytes()));
    return fields;
  }

  private static Object dimension(Dimension dimension) {
    return switch (dimension) {
      case Dimension.Fixed(long value) -> value;
      case Dimension.Symbolic(String expression) -> expression;
    };
  }

  private static Map<String, @Nullable Object> function(FunctionLines function) {
    return fields(
        "partition", function.partition(),
        "before", each(function.lines(), ScheduleTree::line),
        "removedBuffers", List.copyOf(new TreeSet<>(function.removedBuffers())));
  }

  private static Map<String, @Nullable Object> line(Line line) {
    return switch (line) {
      case Line.Allocate(String buffer, int step, String type) ->
        fields("line", "allocate", "buffer", buffer, "step", (long) step, "type", type);
      case Line.FreeIfNotReused(String buffer, int step, boolean reused, boolean reusable) ->
        fields("line", "freeIfNotReused", "buffer", buffer, "step", (long) step, "reused", reused, "reusable",
            reusable);
      case Line.Reuse(String buffer, String as, boolean deleteOld) ->
        fields("line", "reuse", "buffer", buffer, "as", as, "deleteOld", deleteOld);
      case Line.Reinterpret(String buffer, String as) -> fields("line", "reinterpret", "buffer", buffer, "as", as);
      case Line.Null() -> fields("line", "null");
      case Line.Free(String buffer) -> fields("line", "free", "buffer", buffer);
      case Line.KernelCall(String kernel, List<String> args) ->
        fields("line", "kernel", "kernel", kernel, "args", args);
      case Line.Extern(String buffer, String kernel, List<String> args, boolean allocates) ->
        fields("line", "extern", "buffer", buffer, "kernel", kernel, "args", args, "allocates", allocates);
      case Line.MultiOutput(String buffer, String from) ->
        fields("line", "multiOutput", "buffer", buffer, "from", from);
      case Line.PartitionArguments(int index, List<String> buffers) ->
        fields("line", "partitionArguments", "index", (long) index, "buffers", buffers);
      case Line.PartitionCall(int index, List<String> buffers) ->
        fields("line", "partitionCall", "index", (long) index, "buffers", buffers);
      case Line.Delete(List<String> buffers) -> fields("line", "delete", "buffers", buffers);
      case Line.EnterSubgraph(Map<String, Object> others) -> with(others, "enterSubgraph");
      case Line.ExitSubgraph(Map<String, Object> others) -> with(others, "exitSubgraph");
      case Line.Other(String type) -> fields("line", "other", "type", type);
    };
  }

  private static Map<String, @Nullable Object> with(Map<String, Object> others, String kind) {
    var fields = fields("line", kind);
    fields.putAll(others);
    return fields;
  }

  private static <T> List<@Nullable Object> each(
      Collection<? extends T> values, Function<? super T, ? extends @Nullable Object> map) {
    List<@Nullable Object> results = new ArrayList<>();
    values.forEach(value -> results.add(map.apply(value)));
    return results;
  }

  private static Map<String, @Nullable Object> fields(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> fields = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return fields;
  }
}
