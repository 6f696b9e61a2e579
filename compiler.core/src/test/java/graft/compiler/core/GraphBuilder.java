package graft.compiler.core;

import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Dimension;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Node.Operation;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Small schedules for tests: node {@code opN} defines buffer {@code bufN} of a given size on {@code cuda:0}. */
public final class GraphBuilder {

  /** A kernel that may be captured. */
  public static final Operation KERNEL =
      new Operation(Operation.COMPUTED_BUFFER, Optional.empty(), true, false, false);

  /** A kernel that must not be captured. */
  public static final Operation UNSAFE =
      new Operation(Operation.EXTERN_KERNEL_OUT, Optional.empty(), true, false, true);

  /** Memory that nobody fills yet. */
  public static final Operation EMPTY = new Operation(Operation.NOP_KERNEL, Optional.empty(), true, false, false);

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();
  private final Map<String, Buffer> inputs = new LinkedHashMap<>();
  private final Map<String, String> realNames = new LinkedHashMap<>();

  /** A fallback call. */
  public static Operation fallback(String packet, boolean hasOrigin) {
    return new Operation(
        Operation.FALLBACK_KERNEL, Optional.of(new Operator(packet, "default")), hasOrigin, false, false);
  }

  /** A graph input of 4 bytes. */
  public GraphBuilder input(String name) {
    inputs.put(name, buffer(name, "TensorBox", Layout.FIXED, 4, List.of()));
    return this;
  }

  /** The next node: what it does, the bytes of its buffer, and what it reads. */
  public GraphBuilder node(Operation operation, long bytes, String... reads) {
    String buffer = "buf" + nodes.size();
    buffers.put(buffer, buffer(buffer, operation.kind(), Layout.FIXED, bytes, List.of()));
    return add(operation, List.of(buffer), reads);
  }

  /** The next node writes {@code target} in place and returns nothing; {@code bufN} is its result, {@code mutN} the new name. */
  public GraphBuilder inPlace(Operation operation, String target, String... reads) {
    String nothing = "buf" + nodes.size();
    String mutation = "mut" + nodes.size();
    buffers.put(nothing, buffer(nothing, operation.kind(), Layout.NONE, 0, List.of()));
    buffers.put(mutation, buffer(mutation, "MutationOutput", Layout.NONE, 0, List.of(target)));
    realNames.put(mutation, target);
    return add(
        operation, List.of(nothing, mutation),
        Stream.concat(Stream.of(reads), Stream.of(target)).toArray(String[]::new));
  }

  private GraphBuilder add(Operation operation, List<String> outputs, String... reads) {
    nodes.add(
        new Node.Single(
            "op" + nodes.size(),
            outputs,
            Stream.of(reads).map(GraphBuilder::star).toList(),
            outputs.stream().map(GraphBuilder::star).toList(),
            Stream.of(reads).filter(buffers::containsKey).toList(),
            List.of(),
            "cuda:0",
            true,
            List.of(),
            operation));
    return this;
  }

  /** The schedule, which returns {@code outputs}. */
  public Schedule returning(String... outputs) {
    Map<String, Buffer> used = new LinkedHashMap<>();
    buffers.forEach((name, buffer) -> used.put(name, withUsers(buffer, List.of(outputs))));
    return new Schedule(
        nodes, new LinkedHashMap<>(used), new LinkedHashMap<>(inputs), Set.of(), List.of(outputs), realNames);
  }

  private Buffer withUsers(Buffer buffer, List<String> outputs) {
    List<Buffer.User> users = new ArrayList<>();
    for (Node node : nodes) {
      if (node.unmet().contains(buffer.name())) {
        users.add(new Buffer.User(node.name(), false));
      }
    }
    if (outputs.contains(buffer.name())) {
      users.add(new Buffer.User(Buffer.User.OUTPUT, false));
    }
    return new Buffer(
        buffer.name(),
        buffer.kind(),
        buffer.layout(),
        buffer.device(),
        buffer.storage(),
        true,
        buffer.aliases(),
        buffer.mutates(),
        users,
        buffer.allocatedBytes(),
        buffer.freedBytes());
  }

  private static Dependency star(String buffer) {
    return new Dependency(Dependency.Kind.STAR, buffer);
  }

  private static Buffer buffer(String name, String kind, Layout layout, long bytes, List<String> mutates) {
    long elements = bytes / 4;
    var storage =
        new Buffer.Storage(
            "float32",
            List.of(new Dimension.Fixed(elements)),
            List.of(new Dimension.Fixed(1)),
            bytes,
            bytes,
            Long.toString(elements));
    return new Buffer(
        name, kind, layout, "cuda:0", storage, true, List.of(), mutates, List.of(), bytes, bytes);
  }
}
